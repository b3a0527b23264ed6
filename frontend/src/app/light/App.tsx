import { lazy, type ReactNode, Suspense, useEffect, useReducer, useState } from "react";
import { type KnownUser, knownUser, lastUser } from "@/api/account";
import { PASSWORD_GIVEN_EVENT } from "@/api/client";
import { link, localPath } from "@/api/organisation";
import { watchSignIn } from "@/api/signInWatch";
import { getToken } from "@/api/token";
import { SkeletonRows } from "@/components/light/Skeleton";
import { TopBar } from "@/components/light/TopBar";
import { SavedScans } from "@/features/check-in/components/SavedScans";
import { Home } from "@/features/home/Home";
import { useAddress } from "@/hooks/useAddress";
import { codeOfPath } from "@/lib/code";
import { navigate } from "@/lib/navigation";
import { ErrorBoundary } from "./ErrorBoundary";
import { messages } from "./messages";
import { Claim } from "./routes/Claim";
import { goOn, Login } from "./routes/Login";
import { NotFound } from "./routes/NotFound";
import { Scan } from "./routes/Scan";

/** Goes to a page that must come first, and that leads back to the present one. */
function goBefore(page: string): void {
  const { pathname, search } = window.location;
  const next = encodeURIComponent(pathname + search);
  navigate(`${link(page)}?next=${next}`, { replace: true });
}

/** Sends whoever is not signed in to the log-in. */
const toLogin = () => goBefore("/login");

// Not needed for a check-in, so not among what a phone in a lecture hall loads first.
const notificationPages = () => import("@/features/notifications/pages");
const Centre = lazy(async () => ({ default: (await notificationPages()).Centre }));
const Settings = lazy(async () => ({ default: (await notificationPages()).Settings }));
const Unsubscribe = lazy(async () => ({ default: (await notificationPages()).Unsubscribe }));

const authPages = () => import("@/features/auth/pages");
const AcceptInvitation = lazy(async () => ({ default: (await authPages()).AcceptInvitation }));
const ChoosePassword = lazy(async () => ({ default: (await authPages()).ChoosePassword }));
const ForgotPassword = lazy(async () => ({ default: (await authPages()).ForgotPassword }));
const ResetPassword = lazy(async () => ({ default: (await authPages()).ResetPassword }));
const Security = lazy(async () => ({ default: (await authPages()).Security }));
const VerifyEmail = lazy(async () => ({ default: (await authPages()).VerifyEmail }));

const historyPages = () => import("@/features/history/pages");
const History = lazy(async () => ({ default: (await historyPages()).History }));
const CourseView = lazy(async () => ({ default: (await historyPages()).CourseView }));

const Absences = lazy(async () => ({
  default: (await import("@/features/absences/pages")).Absences,
}));
const Account = lazy(async () => ({
  default: (await import("@/features/account/pages")).Account,
}));
const JoinPage = lazy(async () => ({
  default: (await import("@/features/home/JoinPage")).JoinPage,
}));
const receiptPages = () => import("@/features/receipts/pages");
const MyReceipt = lazy(async () => ({ default: (await receiptPages()).MyReceipt }));
const VerifyReceipt = lazy(async () => ({ default: (await receiptPages()).VerifyReceipt }));
const MyData = lazy(async () => ({
  default: (await import("@/features/my-data/pages")).MyData,
}));
const Kiosk = lazy(async () => ({ default: (await import("@/features/kiosk/pages")).Kiosk }));
const SignInEnds = lazy(async () => ({ default: (await import("./SignInEnds")).SignInEnds }));
const SignInAgain = lazy(async () => ({ default: (await import("./SignInEnds")).SignInAgain }));

interface PrivateProps {
  children: ReactNode;
  /** Staff belong here as well; elsewhere they are sent to their own start page. */
  everybody?: boolean;
}

/** A page for whoever is signed in. */
function Private({ children, everybody = false }: PrivateProps) {
  // As it was when the page opened: one that ends meanwhile is begun anew over the page.
  const [token] = useState(getToken);
  const role = lastUser()?.role;
  const staff = !everybody && role !== undefined && role !== "student";
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
  const unsubscribing = /^\/unsubscribe\/([^/]+)$/.exec(path)?.[1];
  if (unsubscribing) return <Unsubscribe token={unsubscribing} />;
  const course = /^\/history\/courses\/(\d+)$/.exec(path)?.[1];
  if (course) {
    return (
      <Private>
        <CourseView id={Number(course)} />
      </Private>
    );
  }
  const joining = /^\/join\/([^/]+)$/.exec(path)?.[1];
  if (joining) {
    return (
      <Private>
        <JoinPage code={joining} />
      </Private>
    );
  }
  const [, kind, shown] = /^\/(r|receipts)\/([^/]+)$/i.exec(path) ?? [];
  if (shown) {
    if (kind !== "receipts") return <VerifyReceipt key={shown} code={shown} />;
    return (
      <Private>
        <MyReceipt key={shown} record={Number(shown)} />
      </Private>
    );
  }
  switch (path) {
    case "/kiosk":
      return <Kiosk />;
    case "/receipts":
      return <VerifyReceipt code={null} />;
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
    case "/absences":
      return (
        <Private>
          <Absences address={address} />
        </Private>
      );
    case "/notifications":
      return (
        <Private everybody>
          <Centre />
        </Private>
      );
    case "/notifications/settings":
      return (
        <Private everybody>
          <Settings />
        </Private>
      );
    case "/forgot-password":
      return <ForgotPassword />;
    case "/reset-password":
      return <ResetPassword />;
    case "/invitation":
      return <AcceptInvitation onSignedIn={(user) => goOn(user, address)} />;
    case "/verify-email":
      return <VerifyEmail />;
    case "/choose-password":
      return (
        <Private everybody>
          <ChoosePassword onDone={() => goOn(knownUser() as KnownUser, address)} />
        </Private>
      );
    case "/account":
      return (
        <Private everybody>
          <Account />
        </Private>
      );
    case "/account/data":
      return (
        <Private>
          <MyData />
        </Private>
      );
    case "/account/security":
      return (
        <Private everybody>
          <Security />
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

/** While the file of a page is on its way. */
function Opening() {
  return (
    <div className="home">
      <TopBar title={knownUser()?.organization?.name ?? ""} />
      <main className="home-main" aria-busy="true">
        <SkeletonRows rows={4} label={messages.opening} />
      </main>
    </div>
  );
}

/** Pages that ask to sign in themselves, without leaving, or that need nobody to. */
const keepsUser = (path: string): boolean =>
  /^\/([cr]\/|receipts$|kiosk|scan|login|unsubscribe\/|(forgot|reset)-password|invitation|verify-email)/i.test(
    path,
  );

/** The student's pages. */
export function App() {
  const address = useAddress();
  const token = getToken();
  const [isAway, setAway] = useState(false);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const onGivenPassword = () => {
      if (localPath() !== "/choose-password") goBefore("/choose-password");
    };
    window.addEventListener(PASSWORD_GIVEN_EVENT, onGivenPassword);
    const stop = watchSignIn({
      ended: () => setAway(!keepsUser(localPath())),
      left: () => {
        if (!keepsUser(localPath())) toLogin();
      },
      resumed: () => {
        setAway(false);
        redraw();
      },
      replaced: () => window.location.replace(link("/")),
    });
    return () => {
      window.removeEventListener(PASSWORD_GIVEN_EVENT, onGivenPassword);
      stop();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that names itself does so after this
  useEffect(() => {
    document.title = messages.product;
  }, [address.pathname]);
  return (
    <ErrorBoundary key={address.pathname}>
      <Suspense fallback={<Opening />}>
        <Page address={address} />
      </Suspense>
      <Suspense>
        {isAway ? (
          <SignInAgain onElse={toLogin} />
        ) : (
          token !== null &&
          !keepsUser(localPath(address.pathname)) && (
            <SignInEnds key={token} onSignInAgain={() => setAway(true)} />
          )
        )}
      </Suspense>
    </ErrorBoundary>
  );
}
