import { Alert, Button, Group, List, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { signOut } from "@/api/account";
import { endKiosk, fetchKiosks, type RunningKiosk, startKiosk } from "@/api/kiosk";
import { readKiosk, writeKiosk } from "@/api/kioskStore";
import { link } from "@/api/organisation";
import { LoadError } from "@/components/feedback/LoadError";
import { doneToast, errorToast } from "@/components/feedback/toasts";
import { PageHead } from "@/components/layout/PageHead";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "./messages";

class NotKept extends Error {}

/** Makes this device a kiosk: keeps the kiosk's token, and nobody's sign-in. */
async function begin(session: number): Promise<void> {
  const before = readKiosk();
  const { token } = await startKiosk(session);
  const waiting = before?.session === session ? before.waiting : [];
  if (!writeKiosk({ token, session, waiting })) throw new NotKept();
  await signOut();
  window.location.replace(link("/kiosk"));
}

function Running({ session }: { session: number }) {
  const { format } = useStaff();
  const client = useQueryClient();
  const key = ["kiosks", session];
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetchKiosks(session, signal),
  });
  const end = useMutation({
    mutationFn: (kiosk: RunningKiosk) => endKiosk(session, kiosk.id),
    onSuccess: () => doneToast(messages.ended),
    onError: errorToast,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  if (list.isPending) return <Skeleton height={64} />;
  if (list.isError) return <LoadError error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return <Text c="dimmed">{messages.none}</Text>;
  return list.data.map((kiosk) => {
    const time = format.time(kiosk.started_at);
    return (
      <Group key={kiosk.id} justify="space-between">
        <Text>{messages.since(time, kiosk.started_by)}</Text>
        <Button
          variant="default"
          aria-label={messages.endLabel(time)}
          loading={end.isPending && end.variables.id === kiosk.id}
          onClick={() => end.mutate(kiosk)}
        >
          {messages.end}
        </Button>
      </Group>
    );
  });
}

/** Explains kiosk mode, starts it on this device, and ends it on others. */
export function StartKiosk({ session }: { session: number }) {
  const start = useMutation({
    mutationFn: () => begin(session),
    onError: (error) => {
      if (!(error instanceof NotKept)) errorToast(error);
    },
  });
  return (
    <Stack gap="lg" maw={720}>
      <PageHead
        title={messages.title}
        above={<Link to={`/sessions/${session}`}>{messages.back}</Link>}
      />
      <Text>{messages.lead}</Text>
      <List spacing="xs">
        {messages.points.map((point) => (
          <List.Item key={point}>{point}</List.Item>
        ))}
      </List>
      {start.error instanceof NotKept && <Alert color="red">{messages.notKept}</Alert>}
      <div>
        <Button size="md" loading={start.isPending} onClick={() => start.mutate()}>
          {messages.start}
        </Button>
      </div>
      <Paper withBorder p="md" radius="md">
        <Stack gap="sm">
          <Title order={2} size="h4">
            {messages.running}
          </Title>
          <Running session={session} />
        </Stack>
      </Paper>
    </Stack>
  );
}
