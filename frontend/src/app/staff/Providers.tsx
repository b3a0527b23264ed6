import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Announcer } from "@/components/feedback/Announcer";
import { colorSchemeManager } from "./colorScheme";
import { theme } from "./theme";

interface ProvidersProps {
  queryClient: QueryClient;
  /** The nonce that the content security policy demands of every style tag. */
  nonce: string;
  children: ReactNode;
}

const schemes = colorSchemeManager();

/** Everything a staff screen may assume: theme, cache of server state, toasts, live region. */
export function Providers({ queryClient, nonce, children }: ProvidersProps) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        {children}
        <Notifications position="bottom-center" limit={3} containerWidth={460} />
        <Announcer />
      </QueryClientProvider>
    </MantineProvider>
  );
}
