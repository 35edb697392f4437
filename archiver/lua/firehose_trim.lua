#!lua flags=allow-oom
-- Cuts the firehose below what every group has acknowledged and every living tail has read, and records the cut.
-- Answers how many entries went.
local lease, firehose, tails, trimmed = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local token, fresh = ARGV[1], tonumber(ARGV[2])

if redis.call('GET', lease) ~= token then
  return 'lost'
end
if redis.call('EXISTS', firehose) == 0 then
  return 0
end

local function parts(id)
  local ms, number = string.match(id or '', '^(%d+)%-(%d+)$')
  return tonumber(ms) or 0, tonumber(number) or 0
end

local function lower(a, b)
  if not a then
    return b
  end
  local a_ms, a_number = parts(a)
  local b_ms, b_number = parts(b)
  if a_ms < b_ms or (a_ms == b_ms and a_number < b_number) then
    return a
  end
  return b
end

local cut
for _, group in ipairs(redis.call('XINFO', 'GROUPS', firehose)) do
  local about = {}
  for i = 1, #group, 2 do
    about[group[i]] = group[i + 1]
  end
  cut = lower(cut, about['last-delivered-id'])
  local oldest = redis.call('XPENDING', firehose, about['name'])[2]
  if oldest then
    cut = lower(cut, oldest)
  end
end
if not cut or cut == '0-0' then
  return 0
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local places = redis.call('HGETALL', tails)
for i = 2, #places, 2 do
  local at, id = string.match(places[i], '^(%d+):(.*)$')
  -- A place that cannot be understood holds everything back rather than nothing.
  if not at or tonumber(at) > now - fresh then
    cut = lower(cut, string.match(id or '', '^%d+%-%d+$') or '0-0')
  end
end
local before = redis.call('GET', trimmed)
if before and lower(before, cut) == cut then
  return 0
end
redis.call('SET', trimmed, cut)
return redis.call('XTRIM', firehose, 'MINID', cut)
