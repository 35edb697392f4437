// The rows of one view, only those drawn that can be seen, standing still under the reader's eye while others move.
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { View } from "@/lib/live/order";
import { rowsMoved } from "../api/anchor";
import { ROW_PX, Row } from "./row";

type Props = { view: View; ids: string[]; current: string | undefined };

const PADDING_PX = 8;

export const List = memo(function List({ view, ids, current }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useRef(ids);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 6,
    paddingStart: PADDING_PX,
    paddingEnd: PADDING_PX,
  });

  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = ids;
    const box = scroller.current;
    if (!box || before === ids || box.scrollTop <= PADDING_PX) return;
    const first = Math.floor(box.scrollTop / ROW_PX);
    const moved = rowsMoved(before, ids, first, first + Math.ceil(box.clientHeight / ROW_PX));
    if (moved !== 0) box.scrollTop += moved * ROW_PX;
  }, [ids]);

  useEffect(() => {
    const index = current === undefined ? -1 : shown.current.indexOf(current);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "auto" });
  }, [current, virtualizer]);

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
      <ul
        aria-label={t("inbox.list", { view: t(`inbox.view.${view}`) })}
        className="relative w-full"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const id = ids[item.index];
          return id === undefined ? null : (
            <li
              key={item.key}
              aria-setsize={ids.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)`, height: item.size }}
            >
              <Row id={id} href={`/inbox/${view}/${id}`} current={id === current} />
            </li>
          );
        })}
      </ul>
    </div>
  );
});
