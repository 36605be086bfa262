using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Writes and sends the outputs of a run.</summary>
internal static class InferAnswer
{
    private static readonly JsonEncodedText s_id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText s_modelName = JsonEncodedText.Encode("model_name");
    private static readonly JsonEncodedText s_modelVersion = JsonEncodedText.Encode("model_version");
    private static readonly JsonEncodedText s_outputs = JsonEncodedText.Encode("outputs");
    private static readonly JsonEncodedText s_data = JsonEncodedText.Encode("data");
    private static readonly JsonEncodedText s_parameters = JsonEncodedText.Encode("parameters");
    private static readonly JsonEncodedText s_binarySize = JsonEncodedText.Encode("binary_data_size");

    /// <summary>Sends what a request asks for.</summary>
    /// <param name="context">Whom to answer.</param>
    /// <param name="request">What it has asked for.</param>
    /// <param name="model">The key of the model.</param>
    /// <param name="result">What the run has given; the caller's to dispose.</param>
    /// <param name="compressFromBytes">How many bytes are worth packing; null for never.</param>
    public static async ValueTask SendAsync(HttpContext context, InferenceRequest request, string model, ModelResult result, int? compressFromBytes)
    {
        using AnswerBuffer answer = AnswerBuffer.Rent();
        BinaryOutputs? binary = Write(answer.Json, request, model, result);
        if (binary is null)
        {
            await AnswerSender.SendAsync(context, AnswerSender.Json, answer, compressFromBytes).ConfigureAwait(false);
        }
        else
        {
            answer.Json.Flush();
            context.Response.Headers[BinaryHeader.Name] = answer.Bytes.Length.ToString(CultureInfo.InvariantCulture);
            await binary.SendAsync(context, answer.Bytes, compressFromBytes).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the JSON; returns the outputs that follow it as bytes, null for none.</summary>
    private static BinaryOutputs? Write(Utf8JsonWriter json, InferenceRequest request, string model, ModelResult result)
    {
        IReadOnlyList<TensorSpec> outputs = result.Outputs;
        if (request.FindAbsent(outputs) is { } absent)
        {
            throw new RequestRefusedException($"Model '{model}' has given no output '{absent}'; it has given {string.Join(", ", outputs.Select(static output => $"'{output.Name}'"))}.");
        }

        json.WriteStartObject();
        if (request.Id is { } id)
        {
            json.WriteString(s_id, id);
        }

        json.WriteString(s_modelName, model);
        WriteVersion(json, result.Version);
        json.WriteStartArray(s_outputs);
        BinaryOutputs? binary = null;
        for (int i = 0; i < outputs.Count; i++)
        {
            if (request.Wants(outputs[i].Name, out bool isBinary) && TryGet(result, i, outputs[i]) is { } tensor)
            {
                Write(json, outputs[i].Name, tensor, isBinary, ref binary);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return binary;
    }

    private static void Write(Utf8JsonWriter json, string name, AiTensor tensor, bool isBinary, ref BinaryOutputs? binary)
    {
        json.WriteStartObject();
        SpecJson.WriteHead(json, name, tensor.DataType, tensor.Shape.Dimensions);
        if (isBinary)
        {
            json.WriteStartObject(s_parameters);
            json.WriteNumber(s_binarySize, (binary ??= new BinaryOutputs()).Add(tensor));
            json.WriteEndObject();
        }
        else
        {
            json.WritePropertyName(s_data);
            TensorJson.WriteFlat(json, tensor);
        }

        json.WriteEndObject();
    }

    /// <summary>An output; null where it is optional and the run has not given it.</summary>
    private static AiTensor? TryGet(ModelResult result, int place, TensorSpec spec)
    {
        try
        {
            return result[place];
        }
        catch (InvalidOperationException) when (spec.IsOptional)
        {
            return null;
        }
    }

    /// <summary>The protocol has versions as texts.</summary>
    private static void WriteVersion(Utf8JsonWriter json, int version)
    {
        Span<byte> text = stackalloc byte[16];
        Utf8Formatter.TryFormat(version, text, out int length);
        json.WriteString(s_modelVersion, text[..length]);
    }
}
