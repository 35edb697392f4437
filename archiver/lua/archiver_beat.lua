#!lua flags=allow-oom
-- An archiver says that it lives and how it fares; the leading one also how far the archive lags behind. Every
-- `interval` ms that becomes a sample of the lag. Archivers that have been silent for `fresh` ms are forgotten.
local archivers, archiver, firehose, lag = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local name, state, leads, group = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4]
local interval, samples, fresh, error = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7]), ARGV[8]

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function whole(number)
  return string.format('%.0f', number)
end

redis.call('HSET', archivers, name, '{"at":' .. whole(now) .. ',' .. state .. '}')
local all = redis.call('HGETALL', archivers)
for i = 1, #all, 2 do
  if tonumber(string.match(all[i + 1], '"at":(%d+)') or 0) < now - fresh then
    redis.call('HDEL', archivers, all[i])
  end
end
if not leads then
  return 'ok'
end

local pending, oldest = 0, nil
local groups = redis.call('EXISTS', firehose) == 1 and redis.call('XINFO', 'GROUPS', firehose) or {}
for _, info in ipairs(groups) do
  local about = {}
  for i = 1, #info, 2 do
    about[info[i]] = info[i + 1]
  end
  if about['name'] == group then
    pending = about['pending']
    local next_entry = redis.call('XRANGE', firehose, '(' .. about['last-delivered-id'], '+', 'COUNT', 1)[1]
    oldest = redis.call('XPENDING', firehose, group)[2] or (next_entry and next_entry[1])
  end
end
local behind = oldest and math.max(0, now - tonumber(string.match(oldest, '^(%d+)'))) or 0
redis.call('HSET', archiver, 'beat', whole(now), 'leader', name, 'lag_ms', whole(behind), 'pending', pending)

if error ~= redis.call('HGET', archiver, 'error') then
  redis.call('HSET', archiver, 'error', error, 'error_at', whole(now))
end

local last = redis.call('XREVRANGE', lag, '+', '-', 'COUNT', 1)[1]
if not last or tonumber(string.match(last[1], '^(%d+)')) <= now - interval then
  local peak = math.max(behind, tonumber(redis.call('HGET', archiver, 'lag_peak_ms') or 0) or 0)
  redis.call('XADD', lag, 'MAXLEN', '~', samples, '*', 'lag_ms', whole(peak), 'pending', pending,
    'archived', redis.call('HGET', archiver, 'archived') or 0)
  redis.call('HSET', archiver, 'lag_peak_ms', 0)
end
return 'ok'
