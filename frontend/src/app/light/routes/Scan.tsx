import { useState } from "react";
import { TopBar } from "@/components/light/TopBar";
import { LoginForm } from "@/features/auth/LoginForm";
import { CheckIn } from "@/features/check-in/components/CheckIn";
import { TypedCode } from "@/features/check-in/components/TypedCode";
import { Scanner } from "@/features/scanner/Scanner";
import { navigate } from "@/lib/navigation";
import { messages } from "../messages";

/** The scanner and the typed code. A typed code is checked in here; a scanned one has its own address. */
export function Scan({ address }: { address: URL }) {
  const [typed, setTyped] = useState<{ code: string; round: number } | null>(null);
  const onCode = (code: string) => setTyped((last) => ({ code, round: (last?.round ?? 0) + 1 }));
  if (typed) {
    return (
      <CheckIn
        key={typed.round}
        entry={{ kind: "typed", code: typed.code }}
        signIn={(done) => <LoginForm onSignedIn={done} />}
        onCode={onCode}
      />
    );
  }
  const typing = address.searchParams.has("type");
  return (
    <div className="scan-page">
      <TopBar title={messages.scan.title} back={{ to: "/", label: messages.scan.back }} />
      {typing ? (
        <main className="page" data-state="typing">
          <div className="page-head">
            <h1>{messages.scan.type}</h1>
            <p>{messages.scan.typeLead}</p>
          </div>
          <TypedCode onCode={onCode} focus />
        </main>
      ) : (
        <Scanner
          typed={(main) => <TypedCode onCode={onCode} second={!main} />}
          onCode={(code) => navigate(`/c/${code}`, { replace: true })}
        />
      )}
    </div>
  );
}
