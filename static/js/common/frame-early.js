// In another site's frame nothing is kept, and what may stand in no frame opens beside that site's page. A classic script,
// before all others; pages have it where INKLING_FRAME_ANCESTORS lets them into a frame.
(function () {
  if (window === window.top) return;
  var refused = { get: () => { throw new DOMException("Nothing is kept in a frame.", "SecurityError"); } };
  Object.defineProperties(window, { localStorage: refused, sessionStorage: refused });
  document.documentElement.classList.add("framed");
  document.addEventListener("click", ({ target }) => {
    var link = target.closest && target.closest("a[href]");
    if (link && !/\/(learn)?$/.test(link.pathname)) link.target = "_blank";
  }, true);
})();
