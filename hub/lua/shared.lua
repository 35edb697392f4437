-- What the acts share. The loader puts what an act calls before it; `now` is Redis's clock in ms, `stamp` the same as
-- text: Lua takes longer to write a number than to find it.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local stamp = string.format('%.0f', now)

local function whole(number)
  return string.format('%.0f', number)
end

local function number_of(value)
  return tonumber(value or 0) or 0
end

-- The account copy of an agent: name, avatar, role, capacity, active, takes_chats. nil when there is none.
local function read_account(agents, agent)
  local copy = redis.call('HGET', agents, agent)
  return copy and cjson.decode(copy)
end

local function text_or(value, otherwise)
  if type(value) == 'string' then
    return value
  end
  return otherwise
end

-- The tail of an event that has neither client_id nor text.
local function say(author_type, author_id, author_name, data)
  return '"author":{"type":"' .. author_type .. '","id":' .. cjson.encode(author_id) .. ',"name":'
    .. cjson.encode(author_name) .. '},"client_id":null,"text":null,"data":' .. data
end

local function say_system(data)
  return say('system', 'system', '', data)
end

local function say_agent(agents, agent, data)
  local account = read_account(agents, agent)
  return say('agent', agent, account and account.name or '', data)
end

-- Writes one durable event under a new seq (as text), to the conversation's log and to the firehose; the caller sets
-- `head` and `rev`. `at.address`, where an audited act came from, stands beside the event, for the archiver alone.
local function write_event(at, seq, kind, rest)
  local event = '{"session_id":"' .. at.id .. '","seq":' .. seq .. ',"kind":"' .. kind .. '","ts":' .. stamp .. ','
    .. rest .. '}'
  redis.call('XADD', at.log, seq .. '-0', 'e', event)
  if at.address then
    redis.call('XADD', at.firehose, '*', 's', at.id, 'n', seq, 'k', kind, 'e', event, 'a', at.address)
  else
    redis.call('XADD', at.firehose, '*', 's', at.id, 'n', seq, 'k', kind, 'e', event)
  end
end

-- Appends one durable event. Returns its seq.
local function append_event(at, kind, rest)
  local seq = redis.call('HINCRBY', at.session, 'head', 1)
  redis.call('HINCRBY', at.session, 'rev', 1)
  write_event(at, whole(seq), kind, rest)
  return seq
end

-- Whether this agent holds the conversation under this fence, with a lease that has not run out.
local function holds(session, agent, fence)
  local lock = redis.call('HMGET', session, 'holder', 'fence', 'lease_until')
  return lock[1] == agent and lock[2] == fence and number_of(lock[3]) > now
end

local function refuse_with_holder(code, session)
  local holder = redis.call('HMGET', session, 'holder', 'holder_name', 'holder_avatar')
  return { code, holder[1] or '', holder[2] or '', holder[3] or '' }
end

-- Makes the agent the holder under a new fence, with a lease of `ttl` ms, and says so. Returns the fence.
local function hold(at, agent, how, ttl, author)
  local account = read_account(at.agents, agent) or { name = '' }
  local fence = math.max(number_of(redis.call('HGET', at.session, 'fence')) + 1, now)
  local name, avatar = text_or(account.name, ''), text_or(account.avatar, '')
  redis.call('HSET', at.session, 'status', 'active', 'holder', agent, 'holder_name', name, 'holder_avatar', avatar,
    'fence', whole(fence), 'lease_until', whole(now + ttl))
  local past = redis.call('HGET', at.session, 'held_by') or ' '
  if not string.find(past, ' ' .. agent .. ' ', 1, true) then
    redis.call('HSET', at.session, 'held_by', past .. agent .. ' ')
  end
  redis.call('ZADD', at.leases, whole(now + ttl), at.id)
  redis.call('ZREM', at.waiting, at.id)
  redis.call('SADD', at.held, at.id)
  redis.call('HSET', at.agents, agent .. ':assigned', stamp)
  local data = '{"agent_id":' .. cjson.encode(agent) .. ',"name":' .. cjson.encode(name) .. ',"avatar":'
    .. (avatar ~= '' and cjson.encode(avatar) or 'null') .. ',"fence":' .. whole(fence) .. ',"how":"' .. how .. '"}'
  append_event(at, 'claimed', author == '' and say_system(data) or say_agent(at.agents, author, data))
  return fence
end

-- Takes the conversation from its holder (`at.held` is the holder's set) and says why.
local function drop(at, why, author)
  local holder = redis.call('HGET', at.session, 'holder')
  redis.call('HSET', at.session, 'holder', '', 'holder_name', '', 'holder_avatar', '', 'lease_until', '0')
  redis.call('ZREM', at.leases, at.id)
  redis.call('SREM', at.held, at.id)
  local data = '{"agent_id":' .. cjson.encode(holder) .. ',"why":"' .. why .. '"}'
  append_event(at, 'released', author == '' and say_system(data) or say_agent(at.agents, author, data))
end

-- Puts a conversation without holder where it stood by the time it was opened, so that nobody waits twice.
local function queue(at)
  local since = number_of(redis.call('HGET', at.session, 'queued_at'))
  redis.call('HSET', at.session, 'status', 'waiting', 'waiting_since', stamp)
  redis.call('ZADD', at.waiting, whole(since), at.id)
end

-- Generic cell rate algorithm: the state is the theoretical arrival time. Returns the wait in ms (0: let through)
-- and the new state.
local function limit(state, interval, burst)
  local tat = math.max(number_of(state), now)
  local wait = tat - (burst - 1) * interval - now
  if wait > 0 then
    return math.ceil(wait), tat
  end
  return 0, tat + interval
end

-- Agent ids with a fresh presence, as a set.
local function read_present(presence, fresh)
  local present = {}
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', presence, whole(now - fresh), '+inf')) do
    present[string.match(member, '^(.*)@')] = true
  end
  return present
end

-- Who gets the next conversation. `options`: mode, default, fresh, rest; `candidates` are agent ids, `helds` their
-- sets in the same order. Returns the position in both, or nil and why: 'manual', 'nobody', 'resting'.
local function choose(session, agents, presence, options, candidates, helds)
  if options.mode == 'manual' then
    return nil, 'manual'
  end
  local present = read_present(presence, options.fresh)
  local released = redis.call('HMGET', session, 'released_by', 'released_at')
  local resting = number_of(released[2]) + options.rest > now and released[1]
  local best, best_load, best_assigned, able = nil, 0, 0, false
  for i, agent in ipairs(candidates) do
    local account = present[agent] and read_account(agents, agent)
    if account and account.active and account.takes_chats
      and redis.call('HGET', agents, agent .. ':status') ~= 'away' then
      local load = redis.call('SCARD', helds[i])
      if load < account.capacity then
        able = true
        if agent ~= resting then
          if options.mode == 'default' and agent == options.default then
            return i
          end
          local assigned = number_of(redis.call('HGET', agents, agent .. ':assigned'))
          if not best or load < best_load or (load == best_load and assigned < best_assigned) then
            best, best_load, best_assigned = i, load, assigned
          end
        end
      end
    end
  end
  if best then
    return best
  end
  return nil, able and 'resting' or 'nobody'
end

-- On how many hubs the visitor has this conversation open; without `id`, any.
local function count_sockets(visitor, id)
  local count = 0
  for _, field in ipairs(redis.call('HKEYS', visitor)) do
    local session = string.match(field, '^hub:[^:]*:(.*)$')
    if session and (not id or session == id) then
      count = count + 1
    end
  end
  return count
end

-- The visitor has no open conversation any more; one without a socket either is forgotten after `keep` ms.
local function free_visitor(visitor, id, keep)
  if redis.call('HGET', visitor, 'session') == id then
    redis.call('HDEL', visitor, 'session')
    if count_sockets(visitor) == 0 then
      redis.call('PEXPIRE', visitor, keep)
    end
  end
end

-- Splits KEYS and ARGV behind the fixed ones into candidates and their sets.
local function read_candidates(first_key, first_arg)
  local candidates, helds = {}, {}
  for i = 0, #ARGV - first_arg do
    candidates[i + 1] = ARGV[first_arg + i]
    helds[i + 1] = KEYS[first_key + i]
  end
  return candidates, helds
end
