namespace RedisAi.Dags.Text;

/// <summary>What of a tensor in a command is refused besides what makes no sense.</summary>
/// <param name="RefusesNegatives">Whether negative numbers among VALUES are, as RedisAI does by mistake.</param>
/// <param name="MaxZeroBytes">The most memory that a tensor without contents may take: a few bytes ask for it. 0 for as much as an array can have.</param>
/// <param name="TryTakeZeros">Asked before such memory is taken, where it is counted over several tensors; null elsewhere.</param>
internal readonly record struct TensorRules(bool RefusesNegatives, long MaxZeroBytes, Func<long, bool>? TryTakeZeros = null)
{
    public long MostZeroBytes => MaxZeroBytes == 0 ? Array.MaxLength : MaxZeroBytes;
}
