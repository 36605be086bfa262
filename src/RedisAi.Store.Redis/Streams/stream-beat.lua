-- uses: stream-rules
-- Keeps a consumer alive, and tells of the group.
-- KEYS: stream, consumers of the group.
-- ARGV: group, consumer, how long it counts as alive from now on (ms).
-- Returns: how many messages are pending, how many of them with this consumer, how many were not read yet (counted up to 1000 where the server does not know), after how many
--   milliseconds the next of the others is dead unless it is heard of, -1 where there are none, and the consumers that are dead and have left messages.
local stream, members = KEYS[1], KEYS[2]
local group, me = ARGV[1], ARGV[2]
local time = now()
local ends = time + tonumber(ARGV[3])

-- Where this one was not heard of for so long either, Redis was away: the others get their time anew before they count as dead.
local before = redis.call('HGET', members, 'until:' .. me)
local wasAway = before and tonumber(before) <= time
redis.call('HSET', members, 'until:' .. me, whole(ends))

local left = {}
local pending = redis.call('XPENDING', stream, group)
for _, consumer in ipairs(pending[4] or {}) do
  left[consumer[1]] = tonumber(consumer[2])
  -- One that was not heard of yet gets its time, too: a client of another kind may be at work.
  redis.call('HSETNX', members, 'until:' .. consumer[1], whole(ends))
end

local dead, soon = {}, -1
local all = redis.call('HGETALL', members)
for i = 1, #all, 2 do
  local consumer = string.match(all[i], '^until:(.*)$')
  if consumer and consumer ~= me then
    local rest = tonumber(all[i + 1]) - time
    if wasAway and rest <= 0 and all[i + 1] ~= '0' then
      rest = ends - time
      redis.call('HSET', members, all[i], whole(ends))
    end
    if rest > 0 then
      if soon < 0 or rest < soon then soon = rest end
    elseif left[consumer] then
      dead[#dead + 1] = consumer
    else
      redis.call('HDEL', members, 'until:' .. consumer, 'seen:' .. consumer)
      redis.call('XGROUP', 'DELCONSUMER', stream, group, consumer)
    end
  end
end

local unread, last = nil, '0-0'
for _, other in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local facts = {}
  for i = 1, #other, 2 do facts[other[i]] = other[i + 1] end
  if facts['name'] == group then
    unread = tonumber(facts['lag'])
    last = facts['last-delivered-id']
  end
end
if not unread then
  local ms, seq = string.match(last, '^(%d+)-(%d+)$')
  unread = #redis.call('XRANGE', stream, '(' .. ms .. '-' .. seq, '+', 'COUNT', 1000)
end

return { tonumber(pending[1]), left[me] or 0, unread, soon, dead }
