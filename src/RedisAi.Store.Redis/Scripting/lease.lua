-- The lease of a session: a hash that says which process owns it, until when by the server's clock, and under which number.
--   owner, address   whose it is, and where that is; the owner is empty when the lease was given up
--   until            milliseconds of TIME
--   fence            another number, and a higher one, each time that the lease was taken anew: who writes with a former one is refused
--   last             the version of the latest write under this fence
--   fence1, last1    the same of the owner before, who may not know yet that what he wrote last was done
--   wanted           an owner who waits for it
-- The hash is kept for longer than the lease, so that an owner who comes late finds it if nobody has taken it.

-- A number as it is written: Lua would write large ones with an exponent.
local function lease_text(number)
  return string.format('%.0f', number)
end

-- The server's clock, in milliseconds and in microseconds.
local function lease_time()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000), time[1] * 1000000 + time[2]
end

-- Takes a lease if it is free or over, or the owner's own. With the fence '*' an owner goes on under the number that he has; with '0' he begins anew.
-- Returns the fence; or nil, the owner, the address, and the milliseconds that are left.
local function lease_take(key, owner, address, length, keep, fence)
  local now, micros = lease_time()
  local lease = redis.call('HMGET', key, 'owner', 'address', 'until', 'fence', 'last')
  local mine = lease[1] == owner
  local left = (tonumber(lease[3]) or 0) - now
  if lease[1] and lease[1] ~= '' and not mine and left > 0 then
    return nil, lease[1], lease[2] or '', left
  end

  local number = lease[4]
  if mine and number and fence == '*' then
    redis.call('HSET', key, 'until', lease_text(now + length))
  else
    number = lease_text(math.max(micros, (tonumber(lease[4]) or 0) + 1, (tonumber(lease[5]) or 0) + 1))
    redis.call('HSET', key, 'owner', owner, 'address', address, 'until', lease_text(now + length), 'fence', number, 'last', number,
      'fence1', lease[4] or '0', 'last1', lease[5] or '0')
    redis.call('HDEL', key, 'wanted')
  end

  redis.call('PEXPIRE', key, keep)
  return number
end

-- Holds a lease for some time from now on.
local function lease_hold(key, length, keep)
  redis.call('HSET', key, 'until', lease_text(lease_time() + length))
  redis.call('PEXPIRE', key, keep)
end

-- What becomes of a write with a version under a fence: 1, it is to be done; 2, it was done before; 0, the lease has another fence by now. With 0 also the owner, his address, and 2 if the write was done
-- before the lease was lost, 0 if it was not, 3 if that is not known any more. Who knows that the lease has a write of his, and it has not, is refused as well: the server has lost the last of its data, as a
-- replica that was behind, and what he has in memory is not what is here.
local function lease_check(key, fence, version, known)
  local lease = redis.call('HMGET', key, 'fence', 'last')
  if lease[1] == fence then
    local last = tonumber(lease[2])
    if known and last < tonumber(known) then return 0, '', '', 0 end
    return last < tonumber(version) and 1 or 2
  end

  local other = redis.call('HMGET', key, 'owner', 'address', 'fence1', 'last1')
  local done = 3
  if not lease[1] then
    done = 0
  elseif other[3] == fence then
    done = tonumber(other[4]) >= tonumber(version) and 2 or 0
  end
  return 0, other[1] or '', other[2] or '', done
end
