import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { type Verified, verifyReceipt } from "@/api/receipts";
import { Button } from "@/components/light/Button";
import { Field } from "@/components/light/Field";
import { StateScreen } from "@/components/light/StateScreen";
import { useResource } from "@/hooks/useResource";
import { Facts } from "./Facts";
import { messages } from "./messages";

const words = messages.verify;

type Asked = { code: string } | { receipt: string };

interface AskProps {
  onAsk: (asked: Asked) => void;
}

/** Takes the file of a receipt, whatever it is called. */
function FileButton({ onAsk }: AskProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="secondary" onClick={() => input.current?.click()}>
        {words.file}
      </Button>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-hidden="true"
        onChange={async (event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onAsk({ receipt: (await file.slice(0, 8000).text()).trim() || "-" });
        }}
      />
    </>
  );
}

function Form({ onAsk }: AskProps) {
  const [code, setCode] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== "") onAsk({ code });
  };
  return (
    <StateScreen
      state="receipt-form"
      tone="calm"
      icon="tick"
      title={words.title}
      lead={words.lead}
      actions={<FileButton onAsk={onAsk} />}
    >
      <form className="verify-form" onSubmit={send}>
        <Field
          label={words.code}
          hint={words.codeHint}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
        />
        <Button type="submit">{words.button}</Button>
      </form>
    </StateScreen>
  );
}

interface AnswerProps extends AskProps {
  verified: Verified;
  onAnother: () => void;
}

function Answer({ verified, onAsk, onAnother }: AnswerProps) {
  const { attested } = verified;
  const another = (
    <Button look="secondary" onClick={onAnother}>
      {words.another}
    </Button>
  );
  if (!verified.valid || attested === null) {
    return (
      <StateScreen
        state="receipt-tampered"
        tone="bad"
        icon="cross"
        title={words.tampered}
        lead={words.tamperedLead}
        actions={another}
      />
    );
  }
  return (
    <StateScreen
      state="receipt-valid"
      tone="ok"
      icon="tick"
      title={words.valid}
      lead={words.validLead(attested.organization)}
      actions={
        <>
          {!verified.whole && <FileButton onAsk={onAsk} />}
          {another}
        </>
      }
    >
      <Facts attested={attested} timeZone={verified.time_zone} />
      {verified.register_differs && <p className="verify-note">{words.differs}</p>}
      {!verified.whole && <p className="verify-note">{words.partly}</p>}
    </StateScreen>
  );
}

function Refused({
  asked,
  error,
  onRetry,
  onAnother,
}: {
  asked: Asked;
  error: unknown;
  onRetry: () => void;
  onAnother: () => void;
}) {
  const status = error instanceof ApiError ? error.status : 0;
  const known = status === 404 || status === 400;
  const unknownLead = "receipt" in asked ? words.noReceiptLead : words.notFoundLead;
  return (
    <StateScreen
      state={known ? "receipt-unknown" : "receipt-failed"}
      tone={known ? "bad" : "warn"}
      icon={known ? "cross" : "offline"}
      title={known ? words.notFound : words.failed}
      lead={known ? unknownLead : status === 429 ? words.tooMany : words.failedLead}
      actions={
        <>
          {!known && (
            <Button icon="refresh" onClick={onRetry}>
              {messages.retry}
            </Button>
          )}
          <Button look="secondary" onClick={onAnother}>
            {words.another}
          </Button>
        </>
      }
    />
  );
}

function Check({ asked, ...rest }: AskProps & { asked: Asked; onAnother: () => void }) {
  const answer = useResource(JSON.stringify(asked), (signal) => verifyReceipt(asked, signal));
  if (answer.data) return <Answer verified={answer.data} {...rest} />;
  if (answer.error !== null && !answer.loading) {
    return (
      <Refused
        asked={asked}
        error={answer.error}
        onRetry={answer.reload}
        onAnother={rest.onAnother}
      />
    );
  }
  return (
    <div aria-busy="true">
      <StateScreen state="receipt-checking" tone="busy" icon="hourglass" title={words.working} />
    </div>
  );
}

/** A path segment as people see it; what cannot be read stays, and is refused by the server. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Tells anybody whether a receipt is true. Needs no sign-in. */
export function VerifyReceipt({ code }: { code: string | null }) {
  const [asked, setAsked] = useState<Asked | null>(code === null ? null : { code: decoded(code) });
  useEffect(() => {
    document.title = words.title;
  }, []);
  if (asked === null) return <Form onAsk={setAsked} />;
  return <Check asked={asked} onAsk={setAsked} onAnother={() => setAsked(null)} />;
}
