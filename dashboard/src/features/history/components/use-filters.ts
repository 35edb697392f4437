// The filters in the address bar; what is being typed shows at once and goes there when the fingers rest.
import { useCallback, useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { type Filters, readFilters, writeFilters } from "../api/filters";

const REST_MS = 180;

export function useFilters() {
  const [params, setParams] = useSearchParams();
  const [shown, setShown] = useState<Filters>(() => readFilters(params));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const mine = useRef(params.toString());

  // Back, forward and links change the address without us.
  useEffect(() => {
    if (params.toString() === mine.current) return;
    mine.current = params.toString();
    setShown(readFilters(params));
  }, [params]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const change = useCallback(
    (next: Filters) => {
      setShown(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const written = writeFilters(next);
        mine.current = written.toString();
        setParams(written, { replace: true });
      }, REST_MS);
    },
    [setParams],
  );
  return { shown, asked: readFilters(params), search: params.toString(), change };
}
