import { Component, type ReactNode } from "react";
import { Button } from "@/components/light/Button";
import { StateScreen } from "@/components/light/StateScreen";
import { messages } from "./messages";

interface ErrorBoundaryProps {
  children: ReactNode;
}

/** Shows a page instead of nothing when a component fails. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const { title, lead, reload } = messages.crash;
    return (
      <StateScreen
        state="crash"
        tone="bad"
        icon="info"
        title={title}
        lead={lead}
        actions={
          <Button icon="refresh" onClick={() => window.location.reload()}>
            {reload}
          </Button>
        }
      />
    );
  }
}
