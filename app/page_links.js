// Follows the clicks that page_clicks.js takes: a passage opens in its context, another page without a reload.
// Streamlit runs this anew for new data, without ending what ran before.

// What an address is about; more of the same list, or another order of it, leaves the reader where they are.
const subject = (url) => [url.pathname, ...["case", "doc"].map((name) => url.searchParams.get(name))].join();

export default function ({ data, setTriggerValue }) {
  document.documentElement.lang = data.language;
  document.documentElement.style.fontSize = data.fontSize;

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // Without https the clipboard is closed to scripts; a selected field can still be copied.
      const field = Object.assign(document.createElement("textarea"), { value: button.dataset.copy });
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const label = button.textContent;
    button.textContent = data.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  };

  const follow = (clicked) => {
    if (clicked.matches("button")) { copy(clicked); return; }
    // The time makes a second click on the same link a new value.
    const asked = { href: clicked.getAttribute("href"), said: clicked.dataset.said ?? "", at: Date.now() };
    if ("go" in clicked.dataset && subject(new URL(clicked.href)) !== subject(new URL(location.href))) {
      document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
    }
    setTriggerValue("open" in clicked.dataset ? "opened" : "gone", asked);
  };
  const clicks = (window.senreiClicks ??= {});
  clicks.follow = follow;
  if (clicks.kept) follow(clicks.kept);
  clicks.kept = null;
  return () => { if (clicks.follow === follow) clicks.follow = null; };
}
