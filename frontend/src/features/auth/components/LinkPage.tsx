import { type ReactNode, useEffect } from "react";

interface LinkPageProps {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** A page with one form, as the log-in is one. */
export function LinkPage({ title, lead, children }: LinkPageProps) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className="login-page">
      <div className="login-head">
        <img src="/static/favicon.svg" width={56} height={56} alt="" />
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {children}
    </main>
  );
}
