// Goes to the place in the minutes that the address names, and to another on the same page.
// The browser goes there once for each time that a link is followed, not when the page is drawn anew.
const PATIENCE_MS = 8000;
let gone = 0;

const show = (element) => {
  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
};

const goTo = (target) => {
  const started = Date.now();
  let last = null;
  let steady = 0;
  const step = () => {
    const element = document.getElementById(target);
    const top = element ? element.getBoundingClientRect().top + window.scrollY : null;
    // What stands above may still be growing: go there again until it stays where it is.
    steady = element && top === last ? steady + 1 : 0;
    last = top;
    if (element && steady === 0) {
      show(element);
      last = element.getBoundingClientRect().top + window.scrollY;
    }
    if (steady < 20 && Date.now() - started < PATIENCE_MS) requestAnimationFrame(step);
  };
  const stop = () => { steady = 1000; };
  for (const name of ["wheel", "touchstart", "keydown"]) {
    document.addEventListener(name, stop, { once: true, passive: true });
  }
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
