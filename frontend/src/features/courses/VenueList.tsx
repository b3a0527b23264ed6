import { useState } from "react";
import type { Venue } from "@/api/staff/types";
import { EmptyNote } from "@/components/feedback/EmptyNote";
import { formatNumber } from "@/lib/zonedFormat";
import { LocalList } from "./LocalList";
import { messages } from "./messages";
import { useVenues } from "./queries";
import { VenueDialog } from "./VenueDialog";

const RULES = {
  textOf: ({ name }: Venue) => name,
  sorts: {
    name: ({ name }: Venue) => name,
    radius: ({ radius_m }: Venue) => radius_m,
  },
  usual: "name",
};

/** `/venues`: where is taught. */
export function VenueList() {
  const venues = useVenues();
  const [edited, setEdited] = useState<Venue | "new">();
  const close = () => setEdited(undefined);
  return (
    <>
      <LocalList
        title={messages.venues}
        searchLabel={messages.venueSearch}
        add={messages.venueNew}
        onAdd={() => setEdited("new")}
        onEdit={setEdited}
        list={venues}
        rules={RULES}
        columns={[
          {
            key: "position",
            title: messages.position,
            render: ({ latitude, longitude }) => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`,
          },
          {
            key: "radius",
            title: messages.radiusShort,
            sortable: true,
            align: "end",
            phone: "labelled",
            render: ({ radius_m }) => messages.metres(formatNumber(radius_m)),
          },
        ]}
        none={<EmptyNote title={messages.venueNone}>{messages.venueNoneText}</EmptyNote>}
      />
      <VenueDialog
        opened={edited !== undefined}
        venue={edited === "new" ? undefined : edited}
        onClose={close}
        onStored={close}
      />
    </>
  );
}
