import { EmptyNote } from "@/components/feedback/EmptyNote";
import { PageHead } from "@/components/layout/PageHead";
import { LinkButton } from "@/components/ui/LinkButton";
import { messages } from "../messages";

/** An address under the shell that names nothing. */
export function NotFoundPage() {
  return (
    <>
      <PageHead title={messages.notFoundTitle} />
      <EmptyNote
        title={messages.notFoundText}
        action={<LinkButton to="/dashboard">{messages.toDashboard}</LinkButton>}
      />
    </>
  );
}
