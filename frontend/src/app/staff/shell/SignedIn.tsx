import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Outlet } from "react-router";
import { link } from "@/api/organisation";
import { keys } from "@/api/staff/keys";
import { fetchMe } from "@/api/staff/teaching";
import { LoadError } from "@/components/feedback/LoadError";
import { StaffProvider } from "@/hooks/useStaff";
import { messages } from "../messages";
import { ShellSkeleton } from "./ShellSkeleton";

/** Loads who is signed in before any page. Students have their own entry and are sent there. */
export function SignedIn() {
  const {
    data: me,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => fetchMe(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isStudent = me?.role === "student";

  useEffect(() => {
    if (isStudent) window.location.replace(link("/"));
  }, [isStudent]);

  if (me !== undefined && !isStudent) {
    return (
      <StaffProvider me={me}>
        <Outlet />
      </StaffProvider>
    );
  }
  if (error !== null) {
    return (
      <main>
        <LoadError page error={error} onRetry={() => void refetch()} />
      </main>
    );
  }
  return <ShellSkeleton label={messages.loading} />;
}
