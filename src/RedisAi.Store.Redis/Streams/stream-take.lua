-- uses: stream-rules
-- Moves all pending messages of a dead consumer to another one's list, and the sessions with them, in one step: who reads a new message of such a session finds where it belongs. Of each
-- session the first message was there when the consumer died, and may be why: that is counted.
-- KEYS: stream, consumers of the group, deaths, one that never exists: while a slot is on its way to another node the positions are not all here.
-- ARGV: group, consumer, the dead one (the consumer itself: it begins again under its name), the field that has the session, the tag that sessions get, what keys of positions begin with,
--   how long deaths are remembered (ms).
-- Returns: how many messages, -1 when it is alive; and those that are to be worked on one at a time: all, if one of them was there at another death, too.
local stream, members, deaths = KEYS[1], KEYS[2], KEYS[3]
local group, me, dead = ARGV[1], ARGV[2], ARGV[3]
local ends = redis.call('HGET', members, 'until:' .. dead)
if me ~= dead and ends and tonumber(ends) > now() then return { -1, {} } end

-- Who has left in peace has ended what was under way.
local died = ends and ends ~= '0'
local after, seen, moved, careful = '-', {}, {}, false
while true do
  local page = redis.call('XPENDING', stream, group, after, '+', 100, dead)
  if #page == 0 then break end
  local claim = { 'XCLAIM', stream, group, me, 0 }
  for _, entry in ipairs(page) do
    claim[#claim + 1] = entry[1]
    moved[#moved + 1] = entry[1]
  end
  local messages = redis.call(unpack(claim))
  for i = 1, #page do
    local message = messages[i]
    if message then
      local key = place(message[2], ARGV[4], ARGV[5], ARGV[6])
      if key then redis.call('HSET', key, 'consumer', me) end
      if died and not (key and seen[key]) then
        if key then seen[key] = true end
        if redis.call('HINCRBY', deaths, message[1], 1) > 1 then careful = true end
      end
    end
  end
  after = '(' .. page[#page][1]
end

-- The one that was worked on alone when it died is why, almost surely.
local alone = died and redis.call('HGET', deaths, 'alone:' .. dead)
if alone then
  careful = true
  redis.call('HINCRBY', deaths, 'blame:' .. alone, 1)
  redis.call('HDEL', deaths, 'alone:' .. dead)
end
if #moved > 0 then redis.call('PEXPIRE', deaths, ARGV[7]) end
if me ~= dead then
  redis.call('HDEL', members, 'until:' .. dead, 'seen:' .. dead)
  redis.call('XGROUP', 'DELCONSUMER', stream, group, dead)
end
return { #moved, careful and moved or {} }
