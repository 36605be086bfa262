namespace RedisAi.Samples.AbTest.Comparing;

/// <summary>What both models say of one picture.</summary>
/// <param name="Number">Which picture.</param>
/// <param name="A">What A says.</param>
/// <param name="B">What B says; null when it gave no answer.</param>
internal readonly record struct Comparison(int Number, Opinion A, Opinion? B)
{
    public bool Agrees => B?.Digit == A.Digit;

    public bool Differs => B is not null && !Agrees;
}
