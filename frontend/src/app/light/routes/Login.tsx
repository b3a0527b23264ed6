import { useEffect } from "react";
import { fetchOrganisation, type KnownUser, knownUser } from "@/api/account";
import { link, localPath } from "@/api/organisation";
import { SkeletonText } from "@/components/light/Skeleton";
import { ThemeSwitch } from "@/components/light/ThemeSwitch";
import { LoginForm } from "@/features/auth/LoginForm";
import { SavedScans } from "@/features/check-in/components/SavedScans";
import { sendSavedScans } from "@/features/check-in/queue";
import { useResource } from "@/hooks/useResource";
import { navigate } from "@/lib/navigation";
import { isStaffPage, safeNext } from "@/lib/safeNext";
import { messages } from "../messages";

/** Where a user goes after log-in. Staff pages are another document; students have none there. */
function destination(user: KnownUser, address: URL): string {
  const next = safeNext(address.searchParams.get("next"), address.origin);
  if (user.role === "student") return next && !isStaffPage(next) ? next : link("/");
  return next && localPath(next.split("?")[0]) !== "/" ? next : link("/dashboard");
}

/** Leads on after a log-in: to where the person was going, else to their start page. */
export function goOn(user: KnownUser, address: URL): void {
  void sendSavedScans();
  const to = destination(user, address);
  if (isStaffPage(to)) window.location.assign(to);
  else navigate(to, { replace: true });
}

/** What the page before says to this one. */
interface Arrival {
  name?: string;
  note?: string;
}

/** The log-in page of all roles. */
export function Login({ address }: { address: URL }) {
  const arrival = (window.history.state ?? {}) as Arrival;
  const organisation = useResource("organisation", fetchOrganisation);
  const name = organisation.data?.name ?? (organisation.loading ? null : messages.product);
  // biome-ignore lint/correctness/useExhaustiveDependencies: decided once, when the page opens
  useEffect(() => {
    const user = knownUser();
    if (user) goOn(user, address);
  }, []);
  return (
    <main className="login-page">
      <div className="login-head">
        <img src="/static/favicon.svg" width={56} height={56} alt="" />
        <h1>{name ?? <SkeletonText />}</h1>
        <p>{messages.login.title}</p>
      </div>
      {arrival.note && (
        <p className="note note-ok" role="status">
          {arrival.note}
        </p>
      )}
      <LoginForm focus name={arrival.name} onSignedIn={(user) => goOn(user, address)} />
      <SavedScans />
      <ThemeSwitch />
    </main>
  );
}
