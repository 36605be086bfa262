using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>The outputs that follow the JSON of an answer as bytes, in their order. They are borrowed from the result of the run.</summary>
internal sealed class BinaryOutputs
{
    /// <summary>So much is written before the server is asked whether the client keeps up.</summary>
    private const int Chunk = 1 << 16;

    private readonly List<AiTensor> _tensors = new(capacity: 2);
    private long _length;

    /// <summary>Adds an output; returns its bytes.</summary>
    public long Add(AiTensor tensor)
    {
        _tensors.Add(tensor);
        long length = tensor.DataType == TensorDataType.String ? TextBinary.LengthOf(tensor.AsStrings()) : tensor.ByteLength;
        _length += length;
        return length;
    }

    /// <summary>Sends the JSON and the outputs, packed where the client takes that and it is worth it.</summary>
    /// <param name="context">Whom to answer.</param>
    /// <param name="text">The JSON.</param>
    /// <param name="compressFromBytes">How many bytes are worth packing; null for never.</param>
    public async ValueTask SendAsync(HttpContext context, PooledBytes text, int? compressFromBytes)
    {
        context.Response.ContentType = AnswerSender.Bytes;
        if (AnswerSender.MayPack(context, text.Length + _length, compressFromBytes))
        {
            using PooledBytes packed = new();
            Pack(text.WrittenSpan, packed);
            await AnswerSender.WritePackedAsync(context, packed).ConfigureAwait(false);
            return;
        }

        context.Response.ContentLength = text.Length + _length;
        PipeWriter writer = context.Response.BodyWriter;
        writer.Write(text.WrittenSpan);
        foreach (AiTensor tensor in _tensors)
        {
            await WriteAsync(writer, tensor, context.RequestAborted).ConfigureAwait(false);
        }

        await writer.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static async ValueTask WriteAsync(PipeWriter writer, AiTensor tensor, CancellationToken aborted)
    {
        if (tensor.DataType == TensorDataType.String)
        {
            TextBinary.Write(writer, tensor.AsStrings());
            return;
        }

        for (long at = 0; at < tensor.ByteLength; at += Chunk)
        {
            writer.Write(Part(tensor, at));
            if (tensor.ByteLength > Chunk)
            {
                await writer.FlushAsync(aborted).ConfigureAwait(false);
            }
        }
    }

    private static ReadOnlySpan<byte> Part(AiTensor tensor, long at) => tensor.AsBytes().Slice((int)at, (int)Math.Min(Chunk, tensor.ByteLength - at));

    private void Pack(ReadOnlySpan<byte> text, PooledBytes into)
    {
        using GZipStream gzip = GzipBody.Packer(into);
        gzip.Write(text);
        foreach (AiTensor tensor in _tensors)
        {
            if (tensor.DataType == TensorDataType.String)
            {
                ArrayBufferWriter<byte> texts = new();
                TextBinary.Write(texts, tensor.AsStrings());
                gzip.Write(texts.WrittenSpan);
            }
            else
            {
                gzip.Write(tensor.AsBytes());
            }
        }
    }
}
