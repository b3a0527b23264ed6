import { Button } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useEffect } from "react";
import { isRouteErrorResponse, useNavigate, useRouteError } from "react-router";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { PageHead } from "@/components/layout/PageHead";
import { LinkButton } from "@/components/ui/LinkButton";
import { errorFacts } from "@/lib/errorWords";
import { messages } from "../messages";
import classes from "../shell/Shell.module.css";
import { NotFoundPage } from "./NotFoundPage";

/** A script of an older build is gone after a deployment: browsers word that differently. */
const OUTDATED = /dynamically imported module|module script failed|Importing a module/i;

/** The same for a page outside the shell, which has no frame to stand in. */
export function BareRouteFailure() {
  return (
    <main className={classes.main}>
      <RouteFailure />
    </main>
  );
}

/** Takes the place of a page that threw; the shell around it stays. */
export function RouteFailure() {
  const error = useRouteError();
  const navigate = useNavigate();
  const { reset } = useQueryErrorResetBoundary();
  useEffect(() => reset(), [reset]);

  // A loader's Response arrives wrapped, one thrown while drawing as it is.
  const answer = isRouteErrorResponse(error) || error instanceof Response ? error : null;
  if (answer?.status === 404) return <NotFoundPage />;
  const outdated = error instanceof Error && OUTDATED.test(error.message);
  const { requestId } = errorFacts(error);
  return (
    <div role="alert">
      <PageHead title={messages.brokenTitle} />
      <EmptyNote
        title={outdated ? messages.outdatedText : messages.brokenText}
        action={
          <>
            <Button onClick={() => window.location.reload()}>{messages.reload}</Button>
            {!outdated && (
              <Button variant="default" onClick={() => navigate(0)}>
                {messages.tryAgain}
              </Button>
            )}
            <LinkButton variant="default" to="/dashboard" reloadDocument>
              {messages.toDashboard}
            </LinkButton>
          </>
        }
      >
        {requestId !== "" && `Reference ${requestId}`}
      </EmptyNote>
    </div>
  );
}
