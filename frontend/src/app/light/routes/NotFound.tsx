import { Link } from "@/components/light/Link";
import { StateScreen } from "@/components/light/StateScreen";
import { messages } from "../messages";

/** The page for addresses that lead nowhere. */
export function NotFound() {
  const { title, lead, home } = messages.notFound;
  return (
    <StateScreen
      state="not-found"
      tone="calm"
      icon="info"
      title={title}
      lead={lead}
      actions={
        <Link className="button button-primary" to="/">
          {home}
        </Link>
      }
    />
  );
}
