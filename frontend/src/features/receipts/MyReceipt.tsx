import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { fetchMyReceipt, fetchReceiptPdf, type MyReceipt as Mine } from "@/api/receipts";
import { Button } from "@/components/light/Button";
import { Link } from "@/components/light/Link";
import { LoadFailure } from "@/components/light/LoadFailure";
import { SkeletonRows } from "@/components/light/Skeleton";
import { StateScreen } from "@/components/light/StateScreen";
import { TopBar } from "@/components/light/TopBar";
import { useResource } from "@/hooks/useResource";
import { saveFile } from "@/lib/saveFile";
import { Facts } from "./Facts";
import { messages } from "./messages";

const words = messages.mine;
type Doing = "copy" | "pdf" | null;

function Paper({ record, receipt }: { record: number; receipt: Mine }) {
  const [busy, setBusy] = useState<Doing>(null);
  const [told, setTold] = useState("");
  const name = `receipt-${receipt.attested.code}`;
  const run = async (what: Doing, work: () => Promise<void>, done: string, not: string) => {
    setBusy(what);
    setTold("");
    try {
      await work();
      setTold(done);
    } catch {
      setTold(not);
    }
    setBusy(null);
  };
  const pdf = async () => saveFile(await fetchReceiptPdf(record), `${name}.pdf`);
  const copy = () => navigator.clipboard.writeText(receipt.address);
  return (
    <>
      <p>{words.lead}</p>
      <div className="paper">
        <Facts attested={receipt.attested} timeZone={receipt.time_zone} />
      </div>
      <a className="paper-address" href={receipt.address}>
        {receipt.address}
      </a>
      <div className="paper-actions">
        <Button
          busy={busy === "copy"}
          onClick={() => run("copy", copy, words.copied, words.notCopied)}
        >
          {words.copy}
        </Button>
        <Button
          look="secondary"
          busy={busy === "pdf"}
          onClick={() => run("pdf", pdf, words.saved, words.notSaved)}
        >
          {words.pdf}
        </Button>
        <Button
          look="secondary"
          onClick={() => {
            saveFile(new Blob([receipt.receipt], { type: "application/jose" }), `${name}.jws`);
            setTold(words.saved);
          }}
        >
          {words.file}
        </Button>
      </div>
      <p role="status">{told}</p>
      <p className="field-hint">{words.share}</p>
    </>
  );
}

const None = () => (
  <StateScreen
    state="receipt-none"
    tone="calm"
    icon="info"
    title={messages.none.title}
    lead={messages.none.lead}
    actions={
      <Link className="button button-secondary" to="/history">
        {messages.none.history}
      </Link>
    }
  />
);

/** The signed receipt of one of my check-ins: to read, to print, to hand on. */
export function MyReceipt({ record }: { record: number }) {
  const receipt = useResource(`receipt-${record}`, (signal) => fetchMyReceipt(record, signal));
  useEffect(() => {
    document.title = words.title;
  }, []);
  if (receipt.error instanceof ApiError && receipt.error.status === 404) return <None />;
  return (
    <div className="home">
      <TopBar title={messages.title} back={{ to: "/history", label: messages.back }} />
      <main className="home-main paper-page" aria-busy={receipt.loading}>
        <h1 className="home-hello">{words.title}</h1>
        {receipt.data ? (
          <Paper record={record} receipt={receipt.data} />
        ) : receipt.error !== null ? (
          <LoadFailure text={messages.failed} retry={messages.retry} onRetry={receipt.reload} />
        ) : (
          <SkeletonRows rows={6} label={messages.loading} />
        )}
      </main>
    </div>
  );
}
