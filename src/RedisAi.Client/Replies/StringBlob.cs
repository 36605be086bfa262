using RedisAi.Keyspace;

namespace RedisAi.Client.Replies;

/// <summary>The strings of a tensor as RedisAI sends them: one after the other, each with a zero at its end.</summary>
internal static class StringBlob
{
    public static byte[] Of(AiTensor tensor)
    {
        using MemoryStream blob = new();
        foreach (string text in tensor.AsStrings())
        {
            blob.Write(LosslessText.Encode(text));
            blob.WriteByte(0);
        }

        return blob.ToArray();
    }
}
