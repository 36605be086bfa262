using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>How much an upload may have.</summary>
/// <param name="MaxBytes">The bytes, packed and unpacked.</param>
/// <param name="MaxEntries">The files and folders.</param>
internal readonly record struct UploadLimits(long MaxBytes, int MaxEntries)
{
    /// <summary>What is said of an upload with too many bytes.</summary>
    public RequestRefusedException TooLarge() =>
        new(FailureKind.BodyTooLarge, $"The upload has more than {MaxBytes} bytes, which is the limit of this endpoint, packed or not.");
}
