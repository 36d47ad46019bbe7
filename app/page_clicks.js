// Takes the clicks on the links and buttons of the page's own HTML. page_links.js, which mostly comes later than
// they, follows them; the last click before it is there is kept for it. Run anew with each page.
// A click with a key held, and one on a link without these attributes, is the browser's own.
{
  const clicks = (window.senreiClicks ??= {});
  const take = (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const clicked = event.target.closest(".senrei a[data-open], .senrei a[data-go], .senrei button[data-copy]");
    if (!clicked) return;
    event.preventDefault();
    if (clicks.follow) clicks.follow(clicked);
    else clicks.kept = clicked;
  };
  if (!clicks.taken) document.addEventListener("click", take);
  clicks.taken = true;
}
