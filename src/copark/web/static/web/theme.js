/* Runs before the first paint: the theme that was chosen, else the one the system wishes. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("copark-theme");
    } catch {
      return null;
    }
  };
  const apply = () => {
    const fixed = root.dataset.fixedTheme;
    root.dataset.themeChoice = chosen() ?? "system";
    root.dataset.theme = fixed || (chosen() ?? (dark.matches ? "dark" : "light"));
  };
  window.coparkTheme = (choice) => {
    try {
      if (choice === "system") localStorage.removeItem("copark-theme");
      else localStorage.setItem("copark-theme", choice);
    } catch {
      root.dataset.theme = choice;
      return;
    }
    apply();
  };
  dark.addEventListener("change", apply);
  apply();
})();
