namespace RedisAi.Tests.Tensors.Formats;

/// <summary>The ways in which a file is damaged.</summary>
public enum MutationKind
{
    /// <summary>One bit is turned over.</summary>
    FlipBit,

    /// <summary>One byte becomes another.</summary>
    SetByte,

    /// <summary>The next decimal digit becomes another.</summary>
    SetDigit,

    /// <summary>A byte is put in.</summary>
    Insert,

    /// <summary>A few bytes are taken out.</summary>
    Delete,

    /// <summary>A piece occurs twice.</summary>
    Repeat,

    /// <summary>The end is cut off.</summary>
    Truncate,

    /// <summary>A byte is added at the end.</summary>
    Append,
}
