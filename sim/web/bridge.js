// Carries what a visitor does to Python, and what Python shows to the page.
//
// Elements with data-tell send {name, value} when they change or are clicked; a form with data-tell
// sends its fields. What comes back may hold: sections {id: html}, shown {id: whether}, values
// {id: value}, frames {name: frames of a map}, links {id: query}, address,
// file {name, type, text}, focus.

const playing = {};
const frames = {};

export function render({ model }) {
  const tell = (name, value) => model.send_msg({ name, value });
  listen(tell);
  model.on("msg:custom", (message) => show(message.data ?? message));
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", () => tell("dark", scheme.matches));
  window.addEventListener("popstate", () => location.reload());
  tell("ready", { dark: scheme.matches });
  // Before, nobody would have heard what a visitor does.
  document.getElementById("content").inert = false;
  document.getElementById("connecting").hidden = true;
}

function listen(tell) {
  document.addEventListener("change", async (event) => {
    const element = event.target.closest?.("[data-tell]");
    if (!element || element.form?.dataset.tell || element.tagName === "FORM") return;
    if (element.type === "file") return sendFile(element, tell);
    tell(element.dataset.tell, element.type === "checkbox" ? element.checked : element.value);
  });
  document.addEventListener("input", (event) => {
    const element = event.target;
    if (element.type !== "range") return;
    write(element);
    if (element.dataset.frames) turn(element.dataset.frames, Number(element.value));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-tell]");
    if (!form) return;
    event.preventDefault();
    const fields = {};
    for (const [name, value] of new FormData(form, event.submitter)) {
      fields[name] = name in fields ? `${fields[name]},${value}` : value;
    }
    tell(form.dataset.tell, fields);
  });
  document.addEventListener("click", (event) => {
    const play = event.target.closest("button[data-play]");
    if (play) return toggle(play);
    const button = event.target.closest("button[data-tell]");
    if (button) return tell(button.dataset.tell, button.value);
  });
}

async function sendFile(element, tell) {
  const file = element.files[0];
  if (!file) return;
  const largest = Number(element.dataset.largest);
  const text = file.size <= largest ? await file.text() : null;
  tell(element.dataset.tell, { name: file.name, size: file.size, text });
  element.value = "";
}

// What a slider stands at, beside it.
function write(element) {
  const output = document.querySelector(`output[for="${element.id}"]`);
  if (!output) return;
  const words = element.dataset.words ? JSON.parse(element.dataset.words) : null;
  const lang = document.documentElement.lang;
  const digits = { maximumFractionDigits: 3 };
  const text = words
    ? words[Number(element.value)]
    : Number(element.value).toLocaleString(lang, digits) + (element.dataset.unit ?? "");
  output.textContent = text;
  if (words) element.setAttribute("aria-valuetext", text);
}

function show(message) {
  for (const [id, html] of Object.entries(message.sections ?? {})) {
    const element = document.getElementById(id);
    if (!element) continue;
    const active = document.activeElement;
    const held = element.contains(active) ? path(active) : null;
    const stands = active?.type === "range" ? active.value : null;
    const open = [...element.querySelectorAll("details[open][id]")].map((one) => one.id);
    element.innerHTML = html;
    open.forEach((one) => document.getElementById(one)?.setAttribute("open", ""));
    const again = held ? element.querySelector(held) : null;
    again?.focus();
    if (again && stands !== null && again.value !== stands) {
      again.value = stands; // moved on while this was on its way
      write(again);
    }
  }
  for (const [id, whether] of Object.entries(message.shown ?? {})) {
    const element = document.getElementById(id);
    if (element) element.hidden = !whether;
  }
  for (const [id, value] of Object.entries(message.values ?? {})) {
    const element = document.getElementById(id);
    if (!element) continue;
    if (element.type === "checkbox") element.checked = Boolean(value);
    else element.value = value;
    if (element.type === "range") write(element);
  }
  for (const [name, own] of Object.entries(message.frames ?? {})) take(name, own);
  if (message.busy !== undefined) {
    for (const one of document.querySelectorAll(".lived")) {
      one.classList.toggle("busy", message.busy);
    }
    document.getElementById("content").setAttribute("aria-busy", message.busy);
  }
  if (message.address) history.replaceState(null, "", message.address);
  for (const [id, query] of Object.entries(message.links ?? {})) {
    document.getElementById(id)?.setAttribute("href", `?${query}`);
  }
  if (message.file) save(message.file);
  if (message.focus) document.getElementById(message.focus)?.focus();
}

// How to find an element again in a section that was written anew.
function path(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const name = element.getAttribute("name") ?? element.dataset.tell;
  if (!name) return null;
  const value = element.getAttribute("value");
  const by = element.getAttribute("name") ? "name" : "data-tell";
  return `[${by}="${CSS.escape(name)}"]` + (value === null ? "" : `[value="${CSS.escape(value)}"]`);
}

function save({ name, type, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// ------------------------------------------------------------------ the map's frames

// own: {words: [...], colours: [[...]], values: [[...]]}, a row a frame, a column a region.
function take(name, own) {
  frames[name] = own;
  const slider = document.querySelector(`input[data-frames="${name}"]`);
  if (!slider) return;
  slider.max = own.words.length - 1;
  slider.dataset.words = JSON.stringify(own.words);
  if (own.at !== undefined && own.at !== null) slider.value = own.at;
  write(slider);
  turn(name, Number(slider.value));
}

function turn(name, place) {
  const own = frames[name];
  if (!own) return;
  for (const page of window.Bokeh.documents) {
    const source = page.get_model_by_name(`${name}_regions`);
    if (source) {
      const data = { ...source.data, colour: own.colours[place], value: own.values[place] };
      source.setv({ data }, { sync: false });
    }
    for (const fan of own.marks ?? []) {
      const here = page.get_model_by_name(`${fan}_here`);
      if (here) here.setv({ location: own.times[place], visible: true }, { sync: false });
    }
  }
}

function toggle(button) {
  const name = button.dataset.play;
  const slider = document.querySelector(`input[data-frames="${name}"]`);
  if (playing[name]) return stop(name, button);
  if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
  button.setAttribute("aria-pressed", "true");
  playing[name] = setInterval(() => {
    if (!slider.isConnected || Number(slider.value) >= Number(slider.max)) return stop(name, button);
    slider.value = Number(slider.value) + 1;
    write(slider);
    turn(name, Number(slider.value));
  }, 250);
}

function stop(name, button) {
  clearInterval(playing[name]);
  delete playing[name];
  button.setAttribute("aria-pressed", "false");
}
