import { Button, Group } from "@mantine/core";
import { useState } from "react";
import type { Course } from "@/api/staff/types";
import { doneToast } from "@/components/feedback/toasts";
import { Panel } from "@/components/layout/Panel";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { Dialog } from "@/components/ui/Dialog";
import { CopyIcon, RefreshIcon, ScreenIcon } from "@/components/ui/icons";
import { QrCode } from "@/components/ui/QrCode";
import classes from "./Courses.module.css";
import own from "./JoinCode.module.css";
import { messages } from "./messages";
import { useCourseChanges } from "./queries";

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    doneToast(done);
  } catch {
    doneToast(messages.joinNotCopied);
  }
}

/** The code by which students enrol themselves. */
export function JoinCode({ course }: { course: Course }) {
  const { makeCode } = useCourseChanges(course.id);
  const { join_code: code, join_address: address } = course;
  return (
    <Panel title={messages.join}>
      <div className={classes.box}>
        {code === null || address === null ? (
          <>
            <p className={classes.text}>{messages.joinNone}</p>
            <Button
              variant="default"
              loading={makeCode.isPending}
              onClick={() => makeCode.mutate()}
            >
              {messages.joinMake}
            </Button>
          </>
        ) : (
          <Existing course={course} code={code} address={address} />
        )}
      </div>
    </Panel>
  );
}

interface ExistingProps {
  course: Course;
  code: string;
  /** Where a student's phone joins: the organisation's own address, as in its mails. */
  address: string;
}

function Existing({ course, code, address }: ExistingProps) {
  const { makeCode, removeCode } = useCourseChanges(course.id);
  const [shown, setShown] = useState(false);
  const [asked, setAsked] = useState(false);
  const renew = () =>
    makeCode.mutate(undefined, {
      onSuccess: () => doneToast(messages.joinRenewed),
      onSettled: () => setAsked(false),
    });
  return (
    <>
      <div className={own.pair}>
        <div className={own.qr}>
          <QrCode url={address} label={messages.joinQr(course.code)} data-testid="join-qr" />
        </div>
        <div className={own.words}>
          <p className={classes.code} data-testid="join-code">
            {code}
          </p>
          <p className={classes.text}>{messages.joinText}</p>
        </div>
      </div>
      <Group gap="xs">
        <Button
          variant="default"
          leftSection={<ScreenIcon size={16} />}
          onClick={() => setShown(true)}
        >
          {messages.joinShow}
        </Button>
        <Button
          variant="default"
          leftSection={<CopyIcon size={16} />}
          onClick={() => void copy(address, messages.joinLinkCopied)}
        >
          {messages.joinLink}
        </Button>
        <Button
          variant="default"
          leftSection={<CopyIcon size={16} />}
          onClick={() => void copy(code, messages.joinCopied)}
        >
          {messages.joinCopy}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<RefreshIcon size={16} />}
          onClick={() => setAsked(true)}
        >
          {messages.joinRenew}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          loading={removeCode.isPending}
          onClick={() =>
            removeCode.mutate(undefined, { onSuccess: () => doneToast(messages.joinRemoved) })
          }
        >
          {messages.joinRemove}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asked}
        title={messages.joinRenew}
        confirm={messages.joinRenew}
        cancel={messages.cancel}
        busy={makeCode.isPending}
        onConfirm={renew}
        onClose={() => setAsked(false)}
      >
        {messages.joinRenewAsk}
      </ConfirmDialog>
      <Dialog
        opened={shown}
        onClose={() => setShown(false)}
        title={`${course.code} ${course.name}`}
        size="lg"
      >
        <div className={own.big}>
          <QrCode url={address} label={messages.joinQr(course.code)} data-testid="join-qr-big" />
          <p className={own.bigCode}>{code}</p>
          <p>{messages.joinScan}</p>
        </div>
      </Dialog>
    </>
  );
}
