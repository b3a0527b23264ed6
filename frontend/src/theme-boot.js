/*
 * Runs before the first paint, as a file because the content security policy
 * allows no inline script. It puts the chosen colour scheme on <html>, where
 * both the plain style sheet (data-theme) and Mantine look for it.
 */
(() => {
  let choice = "auto";
  try {
    choice = localStorage.getItem("attendance.theme") || "auto";
  } catch {
    // Storage may be blocked: then the system decides.
  }
  const dark =
    choice === "dark" ||
    (choice !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  const scheme = dark ? "dark" : "light";
  document.documentElement.setAttribute("data-theme", scheme);
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
