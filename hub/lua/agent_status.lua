#!lua flags=allow-oom
-- The availability that an agent has chosen.
local agents, signals = KEYS[1], KEYS[2]
local agent, status, signals_max = ARGV[1], ARGV[2], ARGV[3]

redis.call('HSET', agents, agent .. ':status', status)
redis.call('XADD', signals, 'MAXLEN', '~', signals_max, '*', 't', 'agents', 's', '', 'd', '{}')
return { 'ok' }
