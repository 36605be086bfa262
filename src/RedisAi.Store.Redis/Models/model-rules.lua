-- What scripts on the catalog of models share. All its keys are in one slot.
-- Blobs are told as 'digest:pieces digest:pieces'; those of a manifest are counted once for each manifest that has them.

-- Milliseconds of the server's clock.
local function model_time()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A number that no change has had before, also when the server has lost some: the later of one more and the server's clock. Beside it stands when the catalog was begun.
local function model_revision(key)
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local last, epoch = string.match(redis.call('GET', key) or '', '^(%d+) (%d+)$')
  local text = string.format('%.0f', math.max(tonumber(last or '0') + 1, now))
  redis.call('SET', key, text .. ' ' .. (epoch or string.format('%.0f', now)))
  return text
end

-- The digest of a blob that is not there as a whole, or nil.
local function model_missing(blobs, pieces)
  for digest, count in string.gmatch(blobs, '(%x+):(%d+)') do
    for i = 0, tonumber(count) - 1 do
      if redis.call('EXISTS', pieces .. digest .. ':' .. i) == 0 then return digest end
    end
  end
  return nil
end

-- Counts blobs, which are kept for good from then on.
local function model_hold(references, blobs, pieces)
  for digest, count in string.gmatch(blobs, '(%x+):(%d+)') do
    redis.call('HINCRBY', references, digest, 1)
    for i = 0, tonumber(count) - 1 do redis.call('PERSIST', pieces .. digest .. ':' .. i) end
  end
end

-- Counts blobs no longer; those that nothing has any more are removed.
local function model_release(references, blobs, pieces)
  for digest, count in string.gmatch(blobs, '(%x+):(%d+)') do
    if redis.call('HINCRBY', references, digest, -1) <= 0 then
      redis.call('HDEL', references, digest)
      for i = 0, tonumber(count) - 1 do redis.call('UNLINK', pieces .. digest .. ':' .. i) end
    end
  end
end
