import { Button, type ButtonProps } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

interface LinkButtonProps extends ButtonProps {
  to: string;
  children: ReactNode;
  /** Loads the page anew instead of changing the route, to leave a broken state behind. */
  reloadDocument?: boolean;
  "data-testid"?: string;
  "aria-label"?: string;
}

/** A link in the shape of a button: it goes somewhere, so it opens in a new tab when asked to. */
export function LinkButton({ to, children, ...rest }: LinkButtonProps) {
  return (
    <Button component={Link} to={to} {...rest}>
      {children}
    </Button>
  );
}
