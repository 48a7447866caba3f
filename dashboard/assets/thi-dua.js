"use strict";
(() => {
  const dictionary = JSON.parse(document.getElementById("td-tu-dien").textContent);
  const paths = new Set(dictionary.paths);
  const patterns = dictionary.patterns.map(([from, to]) => [new RegExp(from), to]);
  const exact = new Map(Object.entries(dictionary.exact));

  // ---- the framework's own words, in Vietnamese -------------------------------------------
  // Text of ours is never looked at: it stands inside elements that carry data-td.
  const translated = (text) => {
    const trimmed = text.trim();
    if (!trimmed || trimmed.length > 1000) return null;
    const word = exact.get(trimmed);
    if (word !== undefined) return text.replace(trimmed, word);
    for (const [from, to] of patterns) {
      if (from.test(trimmed)) return text.replace(trimmed, trimmed.replace(from, to));
    }
    return null;
  };
  const attributes = ["aria-label", "title", "placeholder", "alt", "aria-roledescription"];
  const ours = (element) => element !== null && element.closest("[data-td]") !== null;
  const translateAttributes = (element) => {
    for (const name of attributes) {
      const value = element.getAttribute(name);
      const words = value && translated(value);
      if (words) element.setAttribute(name, words);
    }
  };
  const translateText = (node) => {
    const words = translated(node.data);
    if (words !== null && words !== node.data) node.data = words;
  };
  const skipped = /^(?:SCRIPT|STYLE|TEXTAREA|INPUT|CANVAS)$/;
  const translateTree = (root) => {
    if (root.nodeType === Node.TEXT_NODE) {
      if (root.parentElement && !skipped.test(root.parentElement.tagName)
          && !ours(root.parentElement)) translateText(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE || ours(root)) return;
    translateAttributes(root);
    const walker = document.createTreeWalker(
      root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
        if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
        if (node.tagName === "SCRIPT" || node.tagName === "STYLE"
            || node.hasAttribute("data-td")) return NodeFilter.FILTER_REJECT;
        return NodeFilter.FILTER_ACCEPT;
      });
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else translateAttributes(node);
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translateTree);
      else if (change.type === "characterData") translateTree(change.target);
      else if (!ours(change.target)) translateAttributes(change.target);
    }
    wall();
    answer();
    pages();
    givenBack();
  }).observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true,
    attributeFilter: attributes,
  });

  // ---- links inside the app change the page without loading it again ----------------------
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = event.target.closest("[data-td] a[href]");
    if (!anchor || anchor.target || anchor.origin !== location.origin) return;
    if (anchor.getAttribute("href").startsWith("#")) return;
    if (!paths.has(anchor.pathname.split("/").pop())) return;
    if (!document.querySelector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')) return;
    event.preventDefault();
    history.pushState({}, "", anchor.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    const main = document.querySelector('[data-testid="stMain"]');
    if (main) main.scrollTo({ top: 0 });
  });

  // ---- the answer to a file is brought into view once, when it comes -----------------------
  let answered = null;
  function answer() {
    const box = document.querySelector("[data-hien]");
    if (!box || box.dataset.hien === answered) return;
    answered = box.dataset.hien;
    const { top } = box.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.7) box.scrollIntoView({ block: "start" });
  }

  // ---- on a phone the row of pages is swiped: the page one is on stands in view --------------
  let swiped = null;
  function pages() {
    const here = document.querySelector('.td-top nav a[aria-current="page"]');
    if (!here || here === swiped) return;
    swiped = here;
    const row = here.parentElement;
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  // ---- a button that is off while its file is made loses the focus: it gets it back ----------
  let fetching = null;
  document.addEventListener("focusin", () => { fetching = null; });
  document.addEventListener("click", (event) => {
    fetching = event.target.closest('[data-testid="stDownloadButton"] button');
  }, true);
  function givenBack() {
    if (!fetching || fetching.disabled || document.activeElement !== document.body) return;
    fetching.focus({ preventScroll: true });
  }

  // ---- the wall: pages in turn, a countdown, keys, pause ----------------------------------
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const isWall = () => location.pathname.endsWith("/man-hinh-lon");
  const turn = { page: 0, left: 0, paused: false, hovering: false, last: 0, root: null };
  const seconds = () => Math.max(5, Number(turn.root.dataset.xoay) || 20);
  const scenes = () => turn.root.querySelectorAll(".td-wall-scene");
  const put = (name, value) => {
    const url = new URL(location.href);
    if (url.searchParams.get(name) === value) return;
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    history.replaceState(history.state, "", url);
  };
  const show = (page) => {
    const all = scenes();
    if (!all.length) return;
    turn.page = ((page % all.length) + all.length) % all.length;
    all.forEach((scene, index) => {
      scene.hidden = index !== turn.page;
    });
    const place = turn.root.querySelector(".td-wall-page");
    if (place) place.textContent = `Trang ${turn.page + 1}/${all.length}`;
    put("trang", String(turn.page + 1));
  };
  const pause = () => {
    turn.paused = !turn.paused;
    put("dung", turn.paused ? "1" : null);
  };
  const bar = () => {
    const line = turn.root.querySelector(".td-wall-countdown");
    if (line) line.style.transform = `scaleX(${turn.left / (seconds() * 1000)})`;
    const sign = turn.root.querySelector(".td-wall-paused");
    if (sign) sign.hidden = !(turn.paused || turn.hovering);
  };
  const restart = () => { turn.left = seconds() * 1000; turn.last = performance.now(); };
  function wall() {
    const root = document.querySelector(".td-wall");
    if (root === turn.root) return;
    const first = turn.root === null;
    turn.root = root;
    if (!root) return;
    home = address();
    if (first) {
      const asked = new URLSearchParams(location.search);
      turn.page = Number(asked.get("trang") || 1) - 1;
      turn.paused = asked.get("dung") === "1";
    }
    show(turn.page);
    if (first) restart();
    bar();
    heartbeat();
    keep();
  }
  setInterval(() => {
    if (!turn.root) return;
    const now = performance.now();
    const passed = now - turn.last;
    turn.last = now;
    if (!(turn.paused || turn.hovering) && scenes().length > 1) {
      turn.left -= passed;
      if (turn.left <= 0) {
        if (isOld()) { location.reload(); return; }
        show(turn.page + 1);
        restart();
      }
    }
    bar();
  }, reduced.matches ? 1000 : 250);
  document.addEventListener("keydown", (event) => {
    if (!turn.root || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "ArrowRight" || event.key === "PageDown") show(turn.page + 1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") show(turn.page - 1);
    else if (event.key === " " || event.key === "p") pause();
    else return;
    event.preventDefault();
    restart();
    bar();
  }, true);
  let resting = 0;
  document.addEventListener("pointermove", () => {
    if (!turn.root) return;
    turn.hovering = true;
    turn.root.classList.add("td-wall-awake");
    clearTimeout(resting);
    resting = setTimeout(() => {
      turn.hovering = false;
      if (turn.root) turn.root.classList.remove("td-wall-awake");
    }, 4000);
  }, { passive: true });
  document.addEventListener("click", (event) => {
    if (!turn.root) return;
    const step = event.target.closest("[data-buoc]");
    if (!step) return;
    if (step.dataset.buoc === "0") pause();
    else show(turn.page + Number(step.dataset.buoc));
    restart();
    bar();
  });

  // A wall hangs for months: it loads itself anew a few times a day (not all at once, and only
  // while the server answers), and what it shows moves by a few points so that nothing burns in.
  const RELOAD = 6 * 3600000 * (0.75 + Math.random() / 2), SHIFT = 180000, FAR = 4;
  const isOld = () => performance.now() > RELOAD && pulse.lost === 0 && pulse.good !== null;
  setInterval(() => {
    if (!turn.root) return;
    const step = Math.floor(Date.now() / SHIFT);
    const style = document.documentElement.style;
    style.setProperty("--td-dx", `${FAR * ((step % 3) - 1)}px`);
    style.setProperty("--td-dy", `${FAR * ((Math.floor(step / 3) % 3) - 1)}px`);
  }, 60000);

  // ---- the last good board is kept as a page of its own ------------------------------------
  // The service worker shows it when the server cannot be reached while the browser starts. It
  // exists on https, on this machine, and in the browser that tools/man-hinh-lon.sh starts.
  const KEPT = "td-man-hinh";
  const address = () => {
    const url = new URL(location.href);
    for (const name of ["trang", "dung"]) url.searchParams.delete(name);
    return url.href;
  };
  function keep() {
    if (!turn.root || !("caches" in window) || kept) return;
    const refused = turn.root.classList.contains("td-wall-refused");
    const page = document.createElement("html");
    page.lang = "vi";
    page.dataset.luu = String(Date.now());
    const head = page.appendChild(document.createElement("head"));
    const body = page.appendChild(document.createElement("body"));
    head.innerHTML = '<meta charset="utf-8">';
    for (const each of document.querySelectorAll("title, link[href*='tinh/'], #td-tu-dien, script[src*='tinh/']")) {
      head.append(each.cloneNode(true));
    }
    body.append(turn.root.cloneNode(true));
    const copy = new Response(`<!DOCTYPE html>${page.outerHTML}`, {
      headers: { "Content-Type": "text/html; charset=utf-8" },
    });
    caches.open(KEPT).then((box) => (refused ? box.delete(address()) : box.put(address(), copy))).catch(() => {});
    if (navigator.serviceWorker) {
      navigator.serviceWorker.register("man-hinh-luu.js").catch(() => {});
    }
  }

  // ---- the revision stream: the page is woken when something changed ----------------------
  // Windows that nobody sees let go of the stream: a browser opens only six to one server.
  const QUIET = 25000, AGAIN = 10000;
  const news = { source: null, heard: -Infinity, revision: 0, woken: 0, at: performance.now() };
  const shown = () => Math.min(...[...document.querySelectorAll("[data-ban]")].map((each) => Number(each.dataset.ban)));
  const joined = () => document.querySelector(
    '[data-testid="stApp"][data-test-connection-state="CONNECTED"]') !== null;
  function wake() {
    const now = performance.now();
    if (shown() >= news.revision || !joined()) return;
    if (news.woken === news.revision && now - news.at < AGAIN) return;
    news.woken = news.revision;
    press();
  }
  function press() {
    news.at = performance.now();
    if (!turn.root) click();
    else renew().then((done) => done || click(), click);
  }
  const click = () => document.querySelectorAll("[class*='st-key-td-moi'] button").forEach((each) => each.click());
  // A wall takes its new board ready made: the page's script need not run for it (DECISIONS 52).
  async function renew() {
    const asked = new URL(address()).search;
    const reply = await fetch(`bang-moi${asked}`, { cache: "no-store", signal: AbortSignal.timeout(LIMIT) });
    if (!reply.ok) return false;
    const box = document.createElement("template");
    box.innerHTML = await reply.text();
    const fresh = box.content.querySelector(".td-wall[data-ban]");
    if (!fresh || !turn.root) return false;
    if (Number(fresh.dataset.ban) < Number(turn.root.dataset.ban)) return false;
    turn.root.replaceWith(fresh);
    for (const each of document.querySelectorAll("[data-ban]")) each.dataset.ban = fresh.dataset.ban;
    wall();
    return true;
  }
  const told = (revision) => {
    news.revision = revision;
    wake();
  };
  function listen() {
    if (news.source || document.hidden) return;
    const source = new EventSource("dong-tin");
    const hear = (event) => {
      const wasQuiet = performance.now() - news.heard > QUIET;
      news.heard = performance.now();
      told(Number(event.data));
      if (wasQuiet) beat();
    };
    source.addEventListener("message", hear);
    source.addEventListener("nhip", hear);
    source.addEventListener("error", () => {
      news.heard = -Infinity;
      if (source.readyState === EventSource.CLOSED) {
        source.close();
        if (news.source === source) news.source = null;
      }
      beat();
    });
    news.source = source;
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      if (news.source) news.source.close();
      news.source = null;
      news.heard = -Infinity;
    } else {
      listen();
      beat();
    }
  });

  // A connection cut while the page loads makes the framework open its first page instead: a wall
  // that nobody left by a link or the browser's buttons goes back to being one.
  let home = isWall() ? address() : null, went = -Infinity;
  const goHome = () => {
    // a slow server gets a minute before it is asked again
    if (performance.now() - went < 60000) return;
    went = performance.now();
    location.replace(home);
  };
  window.addEventListener("popstate", () => { if (!isWall()) home = null; });

  // ---- is the server still there? ---------------------------------------------------------
  // Amber at the first unanswered question, a banner at the second, grey after five minutes.
  const LIMIT = 5000, GREY = 300000, SLOWLY = 1800000;
  const pulse = { lost: 0, since: null, stuck: 0, good: null, asking: false };
  const here = { timeZone: "Asia/Ho_Chi_Minh" }; // whatever the machine behind the screen is set to
  const clock = (date) => date.toLocaleTimeString("vi-VN", { ...here, hour: "2-digit", minute: "2-digit" });
  const look = document.documentElement.classList;
  const kept = document.documentElement.dataset.luu;
  const lost = () => (kept
    ? `Chưa nối được với máy chủ. Đây là bảng lưu lúc ${clock(new Date(Number(kept)))} ngày ${new Date(Number(kept)).toLocaleDateString("vi-VN", here)}; trang sẽ tự nối lại.`
    : `Mất kết nối với máy chủ từ ${clock(pulse.since)}. Số liệu đang thấy có thể đã cũ; trang sẽ tự nối lại.`);
  const banner = (text) => {
    let box = document.getElementById("td-mat-ket-noi");
    if (!text) { if (box) box.remove(); return; }
    if (!box) {
      box = document.createElement("div");
      box.id = "td-mat-ket-noi";
      box.setAttribute("role", "alert");
      box.setAttribute("data-td", "");
      document.body.append(box);
    }
    if (box.textContent !== text) box.textContent = text;
  };
  const heartbeat = () => {
    look.toggle("td-stale", pulse.lost > 0 || pulse.stuck > 1);
    look.toggle("td-grey", pulse.since !== null && Date.now() - pulse.since > GREY);
    const place = turn.root && turn.root.querySelector(".td-wall-pulse");
    if (!place) return;
    const words = pulse.lost ? `Mất kết nối từ ${clock(pulse.since)}`
      : pulse.good ? `Đối chiếu lúc ${clock(pulse.good)}` : "";
    if (place.textContent !== words) place.textContent = words;
  };
  const ask = async () => {
    if (performance.now() - news.heard <= QUIET) return { ok: true, revision: news.revision };
    try {
      const reply = await fetch("suc-khoe", { cache: "no-store", signal: AbortSignal.timeout(LIMIT) });
      return reply.ok ? await reply.json() : null;
    } catch { return null; }
  };
  async function beat() {
    if (pulse.asking) return;
    pulse.asking = true;
    const answer = await ask();
    pulse.asking = false;
    if (answer && answer.ok) {
      pulse.lost = 0;
      pulse.since = null;
      pulse.good = new Date();
      if (home !== null && !isWall()) { goHome(); return; }
      listen();
      told(answer.revision);
      // The server is there, but this page did not find its way back to it: begin anew.
      const whole = joined() && shown() >= answer.revision && (turn.root !== null || !isWall());
      pulse.stuck = whole ? 0 : pulse.stuck + 1;
      const foreign = answer.ban && answer.ban !== dictionary.ban;
      if (isWall() && (foreign || pulse.stuck >= 4 || kept)) location.reload();
      banner(pulse.stuck >= 2 ? "Đang kết nối lại, số liệu trên màn hình có thể đã cũ." : "");
      if (turn.root && performance.now() - news.at > SLOWLY && joined()) press();
    } else {
      pulse.lost += 1;
      pulse.since = pulse.since || new Date();
      if (pulse.lost >= 2 || kept) banner(lost());
    }
    heartbeat();
  }
  window.tdSong = true;
  setInterval(beat, AGAIN);
  if (kept) {
    // nobody may take a kept board for a live one, not even for a moment
    pulse.lost = 1;
    pulse.since = new Date(Number(kept));
    banner(lost());
  }
  wall();
  listen();
})();
