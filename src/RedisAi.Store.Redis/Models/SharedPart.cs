namespace RedisAi.Store.Redis;

/// <summary>A content of a version: which blob it is.</summary>
/// <param name="Name">Its name in the version.</param>
/// <param name="ByteLength">How many bytes there are.</param>
/// <param name="Digest">Their SHA-256, in lower case.</param>
internal sealed record SharedPart(string Name, long ByteLength, string Digest)
{
    /// <summary>How long the pieces are, but for the last one.</summary>
    public const int PieceBytes = 4 << 20;

    public const int DigestLength = 64;

    /// <summary>How many pieces there are.</summary>
    public int Pieces => (int)((ByteLength + PieceBytes - 1) / PieceBytes);

    /// <summary>How long a piece is.</summary>
    public int LengthOf(int piece) => (int)Math.Min(PieceBytes, ByteLength - ((long)piece * PieceBytes));
}
