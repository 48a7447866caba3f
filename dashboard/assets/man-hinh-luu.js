"use strict";
// When the server cannot be reached, a wall that is opened shows the last board it had.
const KEPT = "td-man-hinh", PARTS = "td-phan", LIMIT = 8000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const page = async (request) => {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(LIMIT) });
    if (answer.status < 500) return answer;
  } catch { /* the kept board follows */ }
  const url = new URL(request.url);
  for (const name of ["trang", "dung"]) url.searchParams.delete(name);
  const kept = await (await caches.open(KEPT)).match(url.href);
  return kept || Response.error();
};

const part = async (request) => {
  const box = await caches.open(PARTS);
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      for (const old of await box.keys()) {
        if (new URL(old.url).pathname === new URL(request.url).pathname) await box.delete(old);
      }
      await box.put(request, answer.clone());
    }
    return answer;
  } catch {
    return (await box.match(request, { ignoreSearch: true })) || Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname.endsWith("/man-hinh-lon")) {
    event.respondWith(page(event.request));
  } else if (url.pathname.includes("/tinh/")) {
    event.respondWith(part(event.request));
  }
});
