-- Versions of tensors: they grow with each write, and are microseconds of the server's clock where nothing else is later.
local function version_of(key)
  -- 0 where there is no record. A client that gives no versions leaves 0, which counts as 1: it is there.
  local head = redis.call('GETRANGE', key, 0, 15)
  if #head < 16 or string.sub(head, 1, 4) ~= 'RAT1' then
    return 0
  end
  local version = struct.unpack('<I8', head, 9)
  if version >= 9007199254740992 then
    return 0
  end
  return math.max(1, version)
end

local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function put(key, record, ttl, version)
  -- The version is written over in place: no second copy of a large record is made here.
  if ttl == '0' then
    redis.call('SET', key, record)
  else
    redis.call('SET', key, record, 'PX', ttl)
  end
  redis.call('SETRANGE', key, 8, struct.pack('<I8', version))
end
