import { useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/staff/keys";
import { LoadError } from "@/components/feedback/LoadError";
import { PageHead } from "@/components/layout/PageHead";
import { PolicyForm } from "@/components/policy/PolicyForm";
import { PolicySkeleton } from "@/components/policy/PolicySkeleton";
import { messages } from "./messages";
import { useChangePolicy, usePolicy, usePreview } from "./queries";

/** The organisation's policy: every setting explained, looked at before it is stored. */
export function PolicySettings() {
  const { data: policy, error, refetch } = usePolicy();
  const client = useQueryClient();
  const preview = usePreview();
  const save = useChangePolicy();
  if (policy === undefined && error !== null) {
    return <LoadError page error={error} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <PageHead title={messages.title} below={<span>{messages.below}</span>} />
      {policy === undefined ? (
        <PolicySkeleton label={messages.loading} />
      ) : (
        <PolicyForm
          loaded={policy}
          preview={preview}
          save={save}
          onTakeOver={(now) => client.setQueryData(keys.policy, now)}
        />
      )}
    </>
  );
}
