// Sets the theme before the first paint, so that a dark page never flashes white. A classic script, because modules wait.
(function () {
  if (window !== window.top) beInFrame();
  var choice = "auto";
  try {
    choice = localStorage.getItem("theme") || "auto";
  } catch {
    // A browser that keeps nothing follows the system.
  }
  var dark = choice === "dark" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";

  /** Within another site's page: nothing is kept, and what may stand in no frame opens beside that page. */
  function beInFrame() {
    var refused = { get: () => { throw new DOMException("Nothing is kept in a frame.", "SecurityError"); } };
    Object.defineProperties(window, { localStorage: refused, sessionStorage: refused });
    document.documentElement.classList.add("framed");
    document.addEventListener("click", ({ target }) => {
      var link = target.closest && target.closest("a[href]");
      if (link && !/\/(learn)?$/.test(link.pathname)) link.target = "_blank";
    }, true);
  }
})();
