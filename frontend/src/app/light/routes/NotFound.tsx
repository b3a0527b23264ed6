import { link } from "@/api/organisation";

/** The page for addresses that lead nowhere. */
export function NotFound() {
  return (
    <main>
      <h1>Page not found</h1>
      <a href={link("/")}>Go to the start</a>
    </main>
  );
}
