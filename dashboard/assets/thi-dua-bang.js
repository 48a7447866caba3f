"use strict";
(() => {
  const panel = (code) => document.querySelector(`.st-key-td-khung-${CSS.escape(code)}`);
  const ground = () => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;

  // The ground colour of the theme, for what must cover what scrolls beneath it.
  const paint = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return;
    const colour = ground();
    const root = document.documentElement.style;
    if (root.getPropertyValue("--td-ground") !== colour) root.setProperty("--td-ground", colour);
    // The framework's box for files calls itself mere decoration and yet has a name.
    const boxes = '[data-testid="stFileUploaderDropzone"][role="presentation"]';
    for (const box of document.querySelectorAll(boxes)) box.setAttribute("role", "group");
  };
  new MutationObserver(paint).observe(document.documentElement, { childList: true, subtree: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(paint, 300));

  // ---- mending cells: Enter goes on to the next box, as in a spreadsheet -------------------
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    const form = event.target.closest('[data-testid="stForm"]');
    if (!form || !form.querySelector(".td-mend") || event.target.getAttribute("role") === "combobox") return;
    const stops = [...form.querySelectorAll("input, button[kind]")].filter((each) => !each.disabled);
    const next = stops[stops.indexOf(event.target) + 1];
    if (next) setTimeout(() => { next.focus(); if (next.select) next.select(); });
  }, true);

  // ---- a receipt on paper ------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-td] [data-in]")) print();
  });

  // ---- a panel over the whole screen ------------------------------------------------------
  const fill = (code) => {
    const box = panel(code);
    if (!box) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else { box.style.background = ground(); box.requestFullscreen(); }
  };

  // ---- a panel as a picture: drawn by the browser from what it shows ----------------------
  const inlined = (from, to) => {
    const style = getComputedStyle(from);
    for (const name of style) to.style.setProperty(name, style.getPropertyValue(name));
    for (const part of ["::before"]) {
      const own = getComputedStyle(from, part);
      if (own.content === "none" || own.content === "normal") continue;
      const box = document.createElement("span");
      for (const name of own) box.style.setProperty(name, own.getPropertyValue(name));
      if (own.content !== '""') box.textContent = own.content.replace(/^"|"$/g, "");
      to.prepend(box);
    }
  };
  const copied = (from) => {
    if (from.nodeType === Node.TEXT_NODE) return from.cloneNode();
    if (from.nodeType !== Node.ELEMENT_NODE) return null;
    if (from.matches('script, style, .td-hidden, .td-tools, .td-running, [data-testid="stPopover"]')) return null;
    if (from.tagName === "CANVAS") {
      const picture = new Image();
      picture.src = from.toDataURL("image/png");
      picture.style.width = `${from.clientWidth}px`;
      return picture;
    }
    const to = from.cloneNode(false);
    for (const child of from.childNodes) {
      const made = copied(child);
      if (made) to.append(made);
    }
    inlined(from, to);
    return to;
  };
  // A drawing may load nothing from outside, so the letters of the page go into it.
  let letters = null;
  const fonts = async () => {
    if (letters !== null) return letters;
    const faces = [...document.styleSheets].flatMap((sheet) => {
      try { return [...sheet.cssRules]; } catch { return []; }
    }).filter((rule) => rule instanceof CSSFontFaceRule
      && /^"?Source Sans/.test(rule.style.getPropertyValue("font-family"))
      && rule.style.getPropertyValue("font-style") !== "italic");
    const whole = await Promise.all(faces.map(async (rule) => {
      const place = /url\("?([^")]+)"?\)/.exec(rule.cssText);
      if (!place) return "";
      const base = rule.parentStyleSheet.href || document.baseURI;
      const reply = await fetch(new URL(place[1], base));
      const reader = new FileReader();
      reader.readAsDataURL(await reply.blob());
      await new Promise((done) => { reader.onload = done; });
      return rule.cssText.replace(place[0], `url(${reader.result})`);
    }));
    letters = whole.join("");
    return letters;
  };
  const picture = async (code) => {
    const box = panel(code);
    if (!box) return;
    const width = Math.ceil(box.scrollWidth);
    const height = Math.ceil(box.scrollHeight);
    const page = copied(box);
    page.style.background = ground();
    const style = document.createElement("style");
    style.textContent = await fonts();
    page.prepend(style);
    const text = new XMLSerializer().serializeToString(page);
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`
      + `<foreignObject width="100%" height="100%">${text}</foreignObject></svg>`;
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
    await image.decode();
    const scale = Math.min(2, 16000 / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.drawImage(image, 0, 0);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${code}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // ---- arrow keys walk between the lights of a grid ---------------------------------------
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  document.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const light = step && event.target.closest(".td-grid a.td-light");
    if (!light || event.ctrlKey || event.altKey || event.metaKey) return;
    const cell = light.closest("td");
    const row = cell.parentElement;
    const next = step[0] ? row[step[0] > 0 ? "nextElementSibling" : "previousElementSibling"] : row;
    const beside = next && next.children[[...row.children].indexOf(cell) + step[1]];
    const target = beside && beside.querySelector("a.td-light");
    event.preventDefault();
    if (target) { target.focus(); target.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  });

  document.addEventListener("click", (event) => {
    const full = event.target.closest("[data-phong]");
    if (full) { fill(full.dataset.phong); return; }
    const wanted = event.target.closest("[data-anh]");
    if (wanted) picture(wanted.dataset.anh);
  });
})();
