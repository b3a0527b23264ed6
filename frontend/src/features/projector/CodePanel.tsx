import { Button } from "@mantine/core";
import type { Id } from "@/api/staff/types";
import { LinkButton } from "@/components/ui/LinkButton";
import { QrCode } from "@/components/ui/QrCode";
import { messages } from "./messages";
import type { View } from "./model";
import classes from "./Projector.module.css";

interface CodePanelProps {
  view: View;
  shown: boolean;
  course: string;
  session: Id;
  regenerating: boolean;
  onRegenerate: () => void;
}

/** The QR code, or in its place the reason why there is none and what to do about it. */
export function CodePanel(props: CodePanelProps) {
  const { view, shown, course, session, regenerating, onRegenerate } = props;
  if (view.code !== null && shown) {
    return (
      <div className={classes.qr}>
        <QrCode url={view.code.url} label={messages.qrLabel(course)} />
      </div>
    );
  }
  if (view.code !== null) {
    return <Notice title={messages.hidden} text={messages.hiddenHint} />;
  }
  switch (view.stage) {
    case "closed":
      return (
        <Notice title={messages.closed} text={messages.closedText}>
          <LinkButton to={`/sessions/${session}`} size="md">
            {messages.back}
          </LinkButton>
        </Notice>
      );
    case "revoked":
      return (
        <Notice title={messages.revoked} text={messages.revokedText}>
          <Button size="md" loading={regenerating} onClick={onRegenerate} data-testid="regenerate">
            {messages.regenerate}
          </Button>
        </Notice>
      );
    case "lost":
      return <Notice title={messages.lost} text={messages.lostText} />;
    default:
      return <Notice title={messages.waiting} busy />;
  }
}

interface NoticeProps {
  title: string;
  text?: string;
  busy?: boolean;
  children?: React.ReactNode;
}

function Notice({ title, text, busy = false, children }: NoticeProps) {
  return (
    <div className={`${classes.qr} ${classes.notice}`} aria-busy={busy}>
      <p className={classes.noticeTitle}>{title}</p>
      {text !== undefined && <p className={classes.noticeText}>{text}</p>}
      {children}
    </div>
  );
}
