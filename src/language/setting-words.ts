interface SettingWords {
  readonly property: string;
  readonly words: readonly string[];
}

const SWITCH: SettingWords = { property: 'on', words: ['on', 'off'] };

/** Statements that take one of a few words, by their rule of the grammar. */
export const SETTING_WORDS: Readonly<Record<string, SettingWords>> = {
  Ipvlan: { property: 'mode', words: ['l2', 'l3', 'l3s'] },
  Macvlan: { property: 'mode', words: ['bridge', 'private', 'vepa', 'passthru', 'source'] },
  NoNewPrivs: SWITCH,
  Seccomp: { property: 'profile', words: ['default'] },
  Stp: SWITCH,
  VlanFiltering: SWITCH,
};

/** Options in brackets, by the rule they stand in: what netem does to packets (tc-netem(8)), and the root of a container. */
export const OPTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  Netem: ['delay', 'loss', 'duplicate', 'corrupt', 'reorder', 'rate', 'limit'],
  Rootfs: ['ro', 'private', 'slave', 'shared'],
};
