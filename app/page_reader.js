// Goes to the place in the minutes that the address names, and to another on the same page.
// The browser goes there once for each time that a link is followed, not when the page is drawn anew.
const PATIENCE_MS = 8000;
const GROWING_MS = 2000;
const BY_HAND = ["wheel", "touchstart", "mousedown", "keydown"];
let gone = 0;

const show = (element) => {
  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
};

const goTo = (target) => {
  const started = Date.now();
  let found = 0;
  let top = null;
  let stopped = false;
  const stop = () => { stopped = true; };
  for (const name of BY_HAND) document.addEventListener(name, stop, { once: true, passive: true });
  const step = () => {
    if (stopped || Date.now() - (found || started) > (found ? GROWING_MS : PATIENCE_MS)) return;
    const element = document.getElementById(target);
    // What stands above may still be growing: go there again until it stays where it is.
    if (element && element.getBoundingClientRect().top !== top) {
      found ||= Date.now();
      show(element);
      top = element.getBoundingClientRect().top;
    }
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
};

export default function ({ data }) {
  const onClick = (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest(".senrei a[data-near]");
    const element = link && document.getElementById(link.dataset.near);
    if (!element) return;
    event.preventDefault();
    show(element);
  };
  document.addEventListener("click", onClick);
  if (data.target && data.asked !== gone) {
    gone = data.asked;
    goTo(data.target);
  }
  return () => document.removeEventListener("click", onClick);
}
