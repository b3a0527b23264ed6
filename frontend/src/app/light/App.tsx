import { type ReactNode, useEffect } from "react";
import { knownUser } from "@/api/account";
import { link, localPath } from "@/api/organisation";
import { getToken, SIGNED_OUT_EVENT } from "@/api/token";
import { SavedScans } from "@/features/check-in/components/SavedScans";
import { History } from "@/features/history/History";
import { Home } from "@/features/home/Home";
import { useAddress } from "@/hooks/useAddress";
import { codeOfPath } from "@/lib/code";
import { navigate } from "@/lib/navigation";
import { ErrorBoundary } from "./ErrorBoundary";
import { messages } from "./messages";
import { Claim } from "./routes/Claim";
import { Login } from "./routes/Login";
import { NotFound } from "./routes/NotFound";
import { Scan } from "./routes/Scan";

/** Sends whoever is not signed in to the log-in, from where they return. */
function toLogin(): void {
  const { pathname, search } = window.location;
  const next = encodeURIComponent(pathname + search);
  navigate(`${link("/login")}?next=${next}`, { replace: true });
}

/** A page for signed-in students; staff have a start page of their own. */
function Private({ children }: { children: ReactNode }) {
  const token = getToken();
  const role = knownUser()?.role;
  const staff = role !== undefined && role !== "student";
  useEffect(() => {
    if (token === null) toLogin();
    else if (staff) window.location.replace(link("/dashboard"));
  }, [token, staff]);
  return token === null || staff ? null : children;
}

function Page({ address }: { address: URL }) {
  const path = localPath(address.pathname).replace(/(.)\/$/, "$1");
  const code = codeOfPath(path);
  if (code) return <Claim key={code} code={code} />;
  switch (path) {
    case "/":
      return (
        <Private>
          <Home saved={<SavedScans />} />
        </Private>
      );
    case "/history":
      return (
        <Private>
          <History address={address} />
        </Private>
      );
    case "/login":
      return <Login address={address} />;
    case "/scan":
      return <Scan key={address.search} address={address} />;
    default:
      return <NotFound />;
  }
}

/** Pages that ask to sign in themselves, without leaving. */
const keepsUser = (path: string): boolean => /^\/(c\/|scan|login)/i.test(path);

/** The student's pages. */
export function App() {
  const address = useAddress();
  useEffect(() => {
    const onSignedOut = () => {
      if (!keepsUser(localPath())) toLogin();
    };
    window.addEventListener(SIGNED_OUT_EVENT, onSignedOut);
    return () => window.removeEventListener(SIGNED_OUT_EVENT, onSignedOut);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that names itself does so after this
  useEffect(() => {
    document.title = messages.product;
  }, [address.pathname]);
  return (
    <ErrorBoundary key={address.pathname}>
      <Page address={address} />
    </ErrorBoundary>
  );
}
