// The acts that don't need a button of their own at every width.
import { ArrowRightLeft, CircleCheck, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Menu, MenuItem, type MenuProps } from "@/components/ui/menu";

type Props = MenuProps & { onTransfer: () => void; onRelease: () => void; onEnd: () => void };

export function ActMenu({ onTransfer, onRelease, onEnd, ...menu }: Props) {
  const { t } = useTranslation();
  return (
    <Menu {...menu}>
      <MenuItem icon={<ArrowRightLeft size={16} />} onSelect={onTransfer}>
        {t("conversation.transfer")}
      </MenuItem>
      <MenuItem icon={<Undo2 size={16} />} onSelect={onRelease}>
        {t("conversation.release")}
      </MenuItem>
      <MenuItem icon={<CircleCheck size={16} />} onSelect={onEnd}>
        {t("conversation.end")}
      </MenuItem>
    </Menu>
  );
}
