import { useState } from "react";
import { LoginForm } from "@/features/auth/LoginForm";
import { CheckIn } from "@/features/check-in/components/CheckIn";
import type { Entry } from "@/features/check-in/flow";

/** The page a scanned code leads to. */
export function Claim({ code }: { code: string }) {
  const [typed, setTyped] = useState<{ code: string; round: number } | null>(null);
  const entry: Entry = typed ? { kind: "typed", code: typed.code } : { kind: "qr", code };
  return (
    <CheckIn
      key={typed ? `typed-${typed.round}` : code}
      entry={entry}
      signIn={(done) => <LoginForm onSignedIn={done} />}
      onCode={(next) => setTyped((last) => ({ code: next, round: (last?.round ?? 0) + 1 }))}
    />
  );
}
